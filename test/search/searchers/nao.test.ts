import { createNaoSearcher } from '../../../src/search/searchers/nao';
import { createRandomSearcher } from '../../../src/search/searchers/random';
import { runWithBudget } from '../../../src/search/searchers/run-with-budget';
import { createNasBench201Space } from '../../../src/space/nasbench201/space';
import { meanBest, type Start, testSearcher } from '../../conformance/searcher';
import { fakeController, fakeEvaluator, settings } from '../../support/search/fakes';

const start: Start = ({ space, scorable, seed }) =>
  createNaoSearcher({
    space,
    scorable,
    config: settings({
      seed,
      search: { rounds: 1000, poolSize: 10, topK: 5, newPerRound: 5, maxStepSize: 4 },
    }),
    controller: fakeController(space),
  });

testSearcher('NAO', start);

test('NAO beats random search with a controller that improves architectures', () => {
  expect(meanBest(start, 60, 5)).toBeGreaterThan(meanBest(createRandomSearcher, 60, 5) + 1);
});

test('the NAO searcher proposes nothing after its last round', () => {
  const space = createNasBench201Space();
  const evaluator = fakeEvaluator(space);
  const config = settings({ search: { rounds: 3, poolSize: 6, newPerRound: 2 } });
  const searcher = createNaoSearcher({
    space,
    scorable: evaluator,
    config,
    controller: fakeController(space),
  });
  expect(runWithBudget(searcher, evaluator, 100)).toHaveLength(6 + 2 * 2);
});
