import { type BayesianSettings, gaussianProcessSearcher } from '../../../src/search/searchers/bayesian';
import { evolutionSearcher } from '../../../src/search/searchers/evolution';
import { meanBest, testSearcher } from '../../conformance/searcher';

const SETTINGS: BayesianSettings = {
  starts: 20,
  batch: 5,
  exploration: 2,
  candidates: 200,
  targets: 'ranks',
  lengthScale: 0.7,
  noise: 0.1,
};

testSearcher('Bayesian optimisation', (task) => gaussianProcessSearcher(task, SETTINGS));

test('finds better architectures than evolution where features explain the score', () => {
  const bayesian = meanBest((task) => gaussianProcessSearcher(task, SETTINGS), 40, 3);
  expect(bayesian).toBeGreaterThan(meanBest(evolutionSearcher, 40, 3) + 1);
});
