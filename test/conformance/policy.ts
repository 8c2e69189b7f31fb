import type { Policy } from '../../controller/policy';
import { createRandomStream } from '../../src/random';
import type { Space } from '../../src/space/space';
import { isValid } from '../support/controller/fixture';

/** Tests the contract of a policy. Called by the test file of each implementation. */
export function testPolicy(title: string, space: Space, create: () => Policy): void {
  function sample(policy: Policy, count: number, seed: number): number[][] {
    const random = createRandomStream(seed, 'conformance');
    return Array.from({ length: count }, () => policy.sample(random));
  }

  describe(`${title} keeps the contract of a policy`, () => {
    let policy: Policy;
    beforeAll(() => {
      policy = create();
    });
    afterAll(() => policy.dispose());

    test('sample returns valid and different architectures', () => {
      policy.initialize(1);
      const samples = sample(policy, 50, 1);
      for (const tokens of samples) expect(isValid(space, tokens)).toBe(true);
      expect(new Set(samples.map((tokens) => tokens.join(' '))).size).toBeGreaterThan(1);
    });

    test('samples depend only on the seed, the rewards and the random stream', () => {
      const run = (seed: number, stream: number) => {
        policy.initialize(seed);
        const before = sample(policy, 10, stream);
        policy.reinforce(before[0], 1);
        policy.reinforce(before[1], -0.5);
        return [before, sample(policy, 10, stream)];
      };
      const first = run(1, 1);
      expect(run(1, 1)).toEqual(first);
      expect(run(1, 2)).not.toEqual(first);
      expect(run(2, 1)).not.toEqual(first);
    });

    test('a second policy gives the same samples', () => {
      policy.initialize(3);
      const samples = sample(policy, 10, 1);
      const other = create();
      try {
        other.initialize(3);
        expect(sample(other, 10, 1)).toEqual(samples);
      } finally {
        other.dispose();
      }
    });

    test('sampling does not change the policy', () => {
      policy.initialize(1);
      const samples = sample(policy, 10, 1);
      sample(policy, 10, 2);
      expect(sample(policy, 10, 1)).toEqual(samples);
    });

    test('reinforce makes tokens more likely with a positive advantage', () => {
      policy.initialize(1);
      const [tokens] = sample(policy, 1, 1);
      const count = () => {
        const text = tokens.join(' ');
        return sample(policy, 200, 2).filter((each) => each.join(' ') === text).length;
      };
      const before = count();
      for (let step = 0; step < 20; step++) policy.reinforce(tokens, 1);
      expect(count()).toBeGreaterThan(before);
    });

    test('an advantage of 0 reinforces nothing', () => {
      policy.initialize(1);
      const samples = sample(policy, 10, 1);
      policy.reinforce(samples[0], 0);
      expect(sample(policy, 10, 1)).toEqual(samples);
    });
  });
}
