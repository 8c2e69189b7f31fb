import { localSearcher } from '../../../src/search/searchers/local-search';
import { randomSearcher } from '../../../src/search/searchers/random';
import { meanBest, testSearcher } from '../../conformance/searcher';

testSearcher('local search', localSearcher);

test('climbs a hill without valleys to its top', () => {
  // The convolution 3x3 on all edges: 5 * (3 + 4 + ... + 8).
  expect(meanBest(localSearcher, 150, 5)).toBe(165);
  expect(meanBest(randomSearcher, 150, 5)).toBeLessThan(160);
});
