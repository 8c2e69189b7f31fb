import type { Random } from '../src/random';

/**
 * A policy that samples architectures and learns from rewards. The search depends on this contract; `reinforce-policy.ts`
 * implements it as one compiled graph.
 */
export interface Policy {
  /** Initializes all weights from `seed`. */
  initialize(seed: number): void;
  /** Samples the tokens of an architecture. */
  sample(random: Random): number[];
  /**
   * Takes one step of policy gradient (Williams 1992).
   *
   * @param advantage reward minus baseline: positive makes the tokens more likely, negative less likely
   */
  reinforce(tokens: readonly number[], advantage: number): void;
  /** Frees the weights. The policy cannot be used afterwards. */
  dispose(): void;
}
