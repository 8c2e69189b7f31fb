import type { Policy } from '../../../controller/policy';
import { createRandomStream } from '../../../src/random';
import { createReinforceSearcher } from '../../../src/search/searchers/reinforce';
import { SeenArchitectures } from '../../../src/search/seen';
import { createNasBench201Space } from '../../../src/space/nasbench201/space';
import type { Space } from '../../../src/space/space';
import { testSearcher } from '../../conformance/searcher';
import { fakeEvaluator } from '../../support/search/fakes';

/** Creates a policy that samples uniformly and records its updates. */
function createUniformPolicy(
  space: Space,
): Policy & { readonly updates: [tokens: string, advantage: number][] } {
  const updates: [string, number][] = [];
  return {
    updates,
    initialize: () => undefined,
    sample: (random) => space.toTokens(space.sample(random)),
    reinforce: (tokens, advantage) => void updates.push([tokens.join(' '), advantage]),
    dispose: () => undefined,
  };
}

testSearcher('REINFORCE', (context) => createReinforceSearcher(context, createUniformPolicy(context.space)));

const space = createNasBench201Space();

function createContext(seed: number) {
  return {
    space,
    seen: new SeenArchitectures(space, fakeEvaluator(space)),
    stream: (...name: (string | number)[]) => createRandomStream(seed, ...name),
  };
}

test('the advantage is the reward minus its moving average, and the first reward updates nothing', () => {
  const policy = createUniformPolicy(space);
  const searcher = createReinforceSearcher(createContext(1), policy);
  for (const objective of [80, 90, 70, undefined, 81]) {
    searcher.ask();
    searcher.tell([objective]);
  }
  // Moving averages: 80, 81, 79.9.
  expect(policy.updates.map(([, advantage]) => advantage)).toEqual([10, -11, expect.closeTo(1.1, 10)]);
});

test('resampled architectures are reinforced without a query, and the search continues with a random one', () => {
  const policy = createUniformPolicy(space);
  const convergedPolicy: Policy = { ...policy, sample: () => [1, 2, 3, 4, 1, 2] };
  const searcher = createReinforceSearcher(createContext(1), convergedPolicy);
  expect(searcher.ask()).toEqual([[1, 2, 3, 4, 1, 2]]);
  searcher.tell([80]);
  expect(searcher.ask()).toHaveLength(1);
  expect(policy.updates).toEqual(Array(50).fill(['1 2 3 4 1 2', 0]));
});
