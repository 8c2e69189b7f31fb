import { createRandomStream } from '../../../src/random';
import { createEvolutionSearcher } from '../../../src/search/searchers/evolution';
import { createRandomSearcher } from '../../../src/search/searchers/random';
import { createSeenArchitectures } from '../../../src/search/seen';
import { createNasBench201Space } from '../../../src/space/nasbench201/space';
import { meanBest, testSearcher } from '../../conformance/searcher';
import { fakeEvaluator } from '../../support/search/fakes';

testSearcher('regularized evolution', createEvolutionSearcher);

test('finds better architectures than random search', () => {
  expect(meanBest(createEvolutionSearcher, 100, 5)).toBeGreaterThan(
    meanBest(createRandomSearcher, 100, 5) + 1,
  );
});

test('a child differs from one that is alive in one token; the oldest dies whatever its objective', () => {
  const space = createNasBench201Space();
  const task = {
    space,
    seen: createSeenArchitectures(space, fakeEvaluator(space), []),
    stream: (...name: (string | number)[]) => createRandomStream(1, ...name),
  };
  // With one alive, every child is of the one before, although each is worse.
  const searcher = createEvolutionSearcher(task, { population: 1, sample: 1 });
  let [parent] = searcher.ask();
  searcher.tell([100]);
  for (let objective = 99; objective > 60; objective--) {
    const [child] = searcher.ask();
    expect(child.filter((op, edge) => op !== parent[edge])).toHaveLength(1);
    searcher.tell([objective]);
    parent = child;
  }
});
