import { lookUps } from '../../../src/search/searchers/run-with-budget';
import { naoSearcher } from '../../../src/search/searchers/nao';
import { randomSearcher } from '../../../src/search/searchers/random';
import { meanBest, type Start, testSearcher } from '../../conformance/searcher';
import { nasbench201Space } from '../../../src/space/nasbench201/space';
import { fakeController, fakeEvaluator, settings } from '../../support/search/fakes';

const start: Start = ({ space, known, seed }) =>
  naoSearcher({
    space,
    known,
    config: settings({ seed, search: { rounds: 1000, pool: 10, seeds: 5, newPerRound: 5, maxStepSize: 4 } }),
    controller: fakeController(space),
  });

testSearcher('NAO', start);

test('finds better architectures than random search with a controller that knows the way', () => {
  expect(meanBest(start, 60, 5)).toBeGreaterThan(meanBest(randomSearcher, 60, 5) + 1);
});

test('has nothing to propose after its last round', () => {
  const space = nasbench201Space();
  const evaluator = fakeEvaluator(space);
  const config = settings({ search: { rounds: 3, pool: 6, newPerRound: 2 } });
  const searcher = naoSearcher({ space, known: evaluator, config, controller: fakeController(space) });
  expect(lookUps(searcher, evaluator, 100)).toHaveLength(6 + 2 * 2);
});
