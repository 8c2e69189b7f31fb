import { stream } from '../../../src/random';
import { considered } from '../../../src/search/seen';
import { evolutionSearcher } from '../../../src/search/searchers/evolution';
import { randomSearcher } from '../../../src/search/searchers/random';
import { nasbench201Space } from '../../../src/space/nasbench201/space';
import { meanBest, testSearcher } from '../../conformance/searcher';
import { fakeEvaluator } from '../../support/search/fakes';

testSearcher('regularised evolution', evolutionSearcher);

test('finds better architectures than random search', () => {
  expect(meanBest(evolutionSearcher, 100, 5)).toBeGreaterThan(meanBest(randomSearcher, 100, 5) + 1);
});

test('a child differs from one that is alive in one token; the oldest dies whatever its merit', () => {
  const space = nasbench201Space();
  const task = {
    space,
    considered: considered(space, fakeEvaluator(space), []),
    stream: (...name: (string | number)[]) => stream(1, ...name),
  };
  // With one alive, every child is of the one before, although each is worse.
  const searcher = evolutionSearcher(task, { population: 1, sample: 1 });
  let [parent] = searcher.propose();
  searcher.observe([100]);
  for (let merit = 99; merit > 60; merit--) {
    const [child] = searcher.propose();
    expect(child.filter((op, edge) => op !== parent[edge])).toHaveLength(1);
    searcher.observe([merit]);
    parent = child;
  }
});
