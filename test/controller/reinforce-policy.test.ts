import type { Policy } from '../../controller/policy';
import { createPolicy } from '../../controller/reinforce-policy';
import { createRandomStream } from '../../src/random';
import { staircase } from '../support/controller/fixture';

let policy: Policy;
beforeAll(() => {
  policy = createPolicy(staircase, { embeddingSize: 8, hiddenSize: 16, learningRate: 0.02, clipNorm: 5 });
});
afterAll(() => policy.dispose());

function sample(count: number, seed: number): number[][] {
  const random = createRandomStream(seed, 'samples');
  return Array.from({ length: count }, () => policy.sample(random));
}

/** Counts the steps of a staircase that go up by two. */
function bigSteps(tokens: readonly number[]): number {
  return tokens.filter((token, i) => i > 0 && (token - tokens[i - 1] + 5) % 5 === 2).length;
}

test('an untrained policy samples valid architectures, nearly uniformly', () => {
  policy.initialize(1);
  const sampled = sample(600, 1);
  for (const tokens of sampled) {
    expect(staircase.validTokens(0, undefined)).toContain(tokens[0]);
    for (let i = 1; i < tokens.length; i++) {
      expect(staircase.validTokens(i, tokens[i - 1])).toContain(tokens[i]);
    }
  }
  // Half of seven steps with weights of zero; initial weights shift it slightly.
  const mean = sampled.reduce((sum, tokens) => sum + bigSteps(tokens), 0) / sampled.length;
  expect(mean).toBeGreaterThan(2.5);
  expect(mean).toBeLessThan(4.5);
});

test('samples depend only on the seed and the random stream', () => {
  policy.initialize(3);
  const sampled = sample(20, 1);
  policy.reinforce(sampled[0], 1);
  expect(sample(20, 2)).not.toEqual(sampled);
  policy.initialize(3);
  expect(sample(20, 1)).toEqual(sampled);
});

test('reinforce makes tokens with a positive advantage more likely, with a negative one less likely', () => {
  const share = (tokens: readonly number[]): number => {
    const text = tokens.join(' ');
    return sample(1500, 5).filter((other) => other.join(' ') === text).length / 1500;
  };
  policy.initialize(4);
  const [tokens] = sample(1, 9);
  const before = share(tokens);
  for (let i = 0; i < 10; i++) policy.reinforce(tokens, 1);
  const reinforced = share(tokens);
  expect(reinforced).toBeGreaterThan(before + 0.2);
  for (let i = 0; i < 10; i++) policy.reinforce(tokens, -1);
  expect(share(tokens)).toBeLessThan(reinforced - 0.1);
});

test('a policy learns from rewards to go up by two more often', () => {
  policy.initialize(2);
  const random = createRandomStream(6, 'learning');
  for (let i = 0; i < 400; i++) {
    const tokens = policy.sample(random);
    policy.reinforce(tokens, bigSteps(tokens) - 5);
  }
  // Initially 3.5 of 7.
  const sampled = sample(100, 7);
  expect(sampled.reduce((sum, tokens) => sum + bigSteps(tokens), 0) / 100).toBeGreaterThan(5);
});
