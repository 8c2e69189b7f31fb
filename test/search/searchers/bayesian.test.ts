import { type BayesianSettings, createBayesianSearcher } from '../../../src/search/searchers/bayesian';
import { createEvolutionSearcher } from '../../../src/search/searchers/evolution';
import { meanBest, testSearcher } from '../../conformance/searcher';

const SETTINGS: BayesianSettings = {
  initialSamples: 20,
  batchSize: 5,
  ucbBeta: 2,
  acquisitionSamples: 200,
  targets: 'ranks',
  lengthScale: 0.7,
  noise: 0.1,
};

testSearcher('Bayesian optimization', (context) => createBayesianSearcher(context, SETTINGS));

test('Bayesian optimization beats evolution if features explain the score', () => {
  const bayesian = meanBest((context) => createBayesianSearcher(context, SETTINGS), 40, 3);
  expect(bayesian).toBeGreaterThan(meanBest(createEvolutionSearcher, 40, 3) + 1);
});
