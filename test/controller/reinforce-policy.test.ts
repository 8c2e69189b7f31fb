import type { Policy } from '../../controller/policy';
import { createPolicy } from '../../controller/reinforce-policy';
import { createRandomStream } from '../../src/random';
import { staircase } from '../support/controller/fixture';

let policy: Policy;
beforeAll(() => {
  policy = createPolicy(staircase, { embeddingSize: 8, hiddenSize: 16, learningRate: 0.02, clipNorm: 5 });
});
afterAll(() => policy.dispose());

function samples(count: number, seed: number): number[][] {
  const random = createRandomStream(seed, 'samples');
  return Array.from({ length: count }, () => policy.sample(random));
}

/** How many steps of a staircase go up by two. */
function bigSteps(tokens: readonly number[]): number {
  return tokens.filter((token, i) => i > 0 && (token - tokens[i - 1] + 5) % 5 === 2).length;
}

test('draws valid architectures only, each text near as likely before it has learned', () => {
  policy.initialize(1);
  const drawn = samples(600, 1);
  for (const tokens of drawn) {
    expect(staircase.validTokens(0, undefined)).toContain(tokens[0]);
    for (let i = 1; i < tokens.length; i++) {
      expect(staircase.validTokens(i, tokens[i - 1])).toContain(tokens[i]);
    }
  }
  // Of seven steps half, were the weights zero; first weights move it a little.
  const mean = drawn.reduce((sum, tokens) => sum + bigSteps(tokens), 0) / drawn.length;
  expect(mean).toBeGreaterThan(2.5);
  expect(mean).toBeLessThan(4.5);
});

test('depends on seed and random stream alone', () => {
  policy.initialize(3);
  const drawn = samples(20, 1);
  policy.reinforce(drawn[0], 1);
  expect(samples(20, 2)).not.toEqual(drawn);
  policy.initialize(3);
  expect(samples(20, 1)).toEqual(drawn);
});

test('makes what was better than expected likelier, and what was worse less likely', () => {
  const share = (tokens: readonly number[]): number => {
    const text = tokens.join(' ');
    return samples(1500, 5).filter((drawn) => drawn.join(' ') === text).length / 1500;
  };
  policy.initialize(4);
  const [tokens] = samples(1, 9);
  const before = share(tokens);
  for (let i = 0; i < 10; i++) policy.reinforce(tokens, 1);
  const taught = share(tokens);
  expect(taught).toBeGreaterThan(before + 0.2);
  for (let i = 0; i < 10; i++) policy.reinforce(tokens, -1);
  expect(share(tokens)).toBeLessThan(taught - 0.1);
});

test('learns to go up by two more often from rewards alone', () => {
  policy.initialize(2);
  const random = createRandomStream(6, 'learning');
  for (let i = 0; i < 400; i++) {
    const tokens = policy.sample(random);
    policy.reinforce(tokens, bigSteps(tokens) - 5);
  }
  // 3.5 of seven before, and 7 are the most.
  const drawn = samples(100, 7);
  expect(drawn.reduce((sum, tokens) => sum + bigSteps(tokens), 0) / 100).toBeGreaterThan(5);
});
