import type { Policy } from '../../../controller/policy';
import { stream } from '../../../src/random';
import { considered } from '../../../src/search/seen';
import { reinforceSearcher } from '../../../src/search/searchers/reinforce';
import { nasbench201Space } from '../../../src/space/nasbench201/space';
import type { Space } from '../../../src/space/space';
import { testSearcher } from '../../conformance/searcher';
import { fakeEvaluator } from '../../support/search/fakes';

/** A policy without weights that remembers what it was taught. */
function uniformPolicy(space: Space): Policy & { readonly lessons: [tokens: string, advantage: number][] } {
  const lessons: [string, number][] = [];
  return {
    lessons,
    initialise: () => undefined,
    sample: (random) => space.toTokens(space.sample(random)),
    reinforce: (tokens, advantage) => void lessons.push([tokens.join(' '), advantage]),
    dispose: () => undefined,
  };
}

testSearcher('REINFORCE', (task) => reinforceSearcher(task, uniformPolicy(task.space)));

const space = nasbench201Space();

function taskOf(seed: number) {
  return {
    space,
    considered: considered(space, fakeEvaluator(space), []),
    stream: (...name: (string | number)[]) => stream(seed, ...name),
  };
}

test('rewards are told against their moving average, the first of them to nobody', () => {
  const policy = uniformPolicy(space);
  const searcher = reinforceSearcher(taskOf(1), policy);
  for (const merit of [80, 90, 70, undefined, 81]) {
    searcher.propose();
    searcher.observe([merit]);
  }
  // Averages: 80, 81, 79.9.
  expect(policy.lessons.map(([, advantage]) => advantage)).toEqual([10, -11, expect.closeTo(1.1, 10)]);
});

test('a policy that draws one architecture again and again is taught it again, at no cost, and the search goes on', () => {
  const policy = uniformPolicy(space);
  const stuck: Policy = { ...policy, sample: () => [1, 2, 3, 4, 1, 2] };
  const searcher = reinforceSearcher(taskOf(1), stuck);
  expect(searcher.propose()).toEqual([[1, 2, 3, 4, 1, 2]]);
  searcher.observe([80]);
  expect(searcher.propose()).toHaveLength(1);
  expect(policy.lessons).toEqual(Array(50).fill(['1 2 3 4 1 2', 0]));
});
