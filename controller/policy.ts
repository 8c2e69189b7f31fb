import type { Random } from '../src/random';

/**
 * A distribution over architectures that learns from rewards, token by token. The search sees this contract;
 * `controller/reinforce-policy.ts` implements it as one compiled graph.
 */
export interface Policy {
  /** Sets all weights anew from `seed`. */
  initialize(seed: number): void;
  /** The tokens of an architecture drawn from the distribution. */
  sample(random: Random): number[];
  /**
   * One step along the policy gradient (Williams 1992): makes the tokens likelier by how much better they were than
   * expected, less likely where they were worse.
   */
  reinforce(tokens: readonly number[], advantage: number): void;
  dispose(): void;
}
