import { createLocalSearcher } from '../../../src/search/searchers/local-search';
import { createRandomSearcher } from '../../../src/search/searchers/random';
import { meanBest, testSearcher } from '../../conformance/searcher';

testSearcher('local search', createLocalSearcher);

test('local search finds the optimum of a score without local optima', () => {
  // The optimum has a 3x3 convolution on every edge: 5 * (3 + 4 + ... + 8).
  expect(meanBest(createLocalSearcher, 150, 5)).toBe(165);
  expect(meanBest(createRandomSearcher, 150, 5)).toBeLessThan(160);
});
