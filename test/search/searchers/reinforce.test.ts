import type { Policy } from '../../../controller/policy';
import { createRandomStream } from '../../../src/random';
import { createReinforceSearcher } from '../../../src/search/searchers/reinforce';
import { createSeenArchitectures } from '../../../src/search/seen';
import { createNasBench201Space } from '../../../src/space/nasbench201/space';
import type { Space } from '../../../src/space/space';
import { testSearcher } from '../../conformance/searcher';
import { fakeEvaluator } from '../../support/search/fakes';

/** A policy without weights that remembers what it was taught. */
function uniformPolicy(space: Space): Policy & { readonly lessons: [tokens: string, advantage: number][] } {
  const lessons: [string, number][] = [];
  return {
    lessons,
    initialize: () => undefined,
    sample: (random) => space.toTokens(space.sample(random)),
    reinforce: (tokens, advantage) => void lessons.push([tokens.join(' '), advantage]),
    dispose: () => undefined,
  };
}

testSearcher('REINFORCE', (task) => createReinforceSearcher(task, uniformPolicy(task.space)));

const space = createNasBench201Space();

function taskOf(seed: number) {
  return {
    space,
    seen: createSeenArchitectures(space, fakeEvaluator(space), []),
    stream: (...name: (string | number)[]) => createRandomStream(seed, ...name),
  };
}

test('rewards are told against their moving average, the first of them to nobody', () => {
  const policy = uniformPolicy(space);
  const searcher = createReinforceSearcher(taskOf(1), policy);
  for (const objective of [80, 90, 70, undefined, 81]) {
    searcher.ask();
    searcher.tell([objective]);
  }
  // Averages: 80, 81, 79.9.
  expect(policy.lessons.map(([, advantage]) => advantage)).toEqual([10, -11, expect.closeTo(1.1, 10)]);
});

test('a policy that draws one architecture again and again is taught it again, at no cost, and the search goes on', () => {
  const policy = uniformPolicy(space);
  const stuck: Policy = { ...policy, sample: () => [1, 2, 3, 4, 1, 2] };
  const searcher = createReinforceSearcher(taskOf(1), stuck);
  expect(searcher.ask()).toEqual([[1, 2, 3, 4, 1, 2]]);
  searcher.tell([80]);
  expect(searcher.ask()).toHaveLength(1);
  expect(policy.lessons).toEqual(Array(50).fill(['1 2 3 4 1 2', 0]));
});
