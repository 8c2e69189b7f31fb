import { createRandomStream } from '../../../src/random';
import { createEvolutionSearcher } from '../../../src/search/searchers/evolution';
import { createRandomSearcher } from '../../../src/search/searchers/random';
import { SeenArchitectures } from '../../../src/search/seen';
import { createNasBench201Space } from '../../../src/space/nasbench201/space';
import { meanBest, testSearcher } from '../../conformance/searcher';
import { fakeEvaluator } from '../../support/search/fakes';

testSearcher('regularized evolution', createEvolutionSearcher);

test('regularized evolution beats random search', () => {
  expect(meanBest(createEvolutionSearcher, 100, 5)).toBeGreaterThan(
    meanBest(createRandomSearcher, 100, 5) + 1,
  );
});

test('a child differs from its parent in one token, and the oldest individual dies whatever its objective', () => {
  const space = createNasBench201Space();
  const context = {
    space,
    seen: new SeenArchitectures(space, fakeEvaluator(space)),
    stream: (...name: (string | number)[]) => createRandomStream(1, ...name),
  };
  // In a population of one, each child descends from the previous one although it is worse.
  const searcher = createEvolutionSearcher(context, { population: 1, sample: 1 });
  let [parent] = searcher.ask();
  searcher.tell([100]);
  for (let objective = 99; objective > 60; objective--) {
    const [child] = searcher.ask();
    expect(child.filter((op, edge) => op !== parent[edge])).toHaveLength(1);
    searcher.tell([objective]);
    parent = child;
  }
});
