import type { CnnSupernetSettings } from '../../config/schema/supernet';
import { createRandomStream, randomInteger, randomPermutation } from '../../random';
import type { Architecture, Space } from '../../space/space';

/** Returns the architecture that a step trains. @param step of the whole run */
export type ArchitectureSampler = (pool: readonly Architecture[], step: TrainingStep) => Architecture;

/** Position of a training step in its run, all 0-based. */
export interface TrainingStep {
  readonly round: number;
  /** Step of the round. */
  readonly step: number;
  /** Step of the whole run. */
  readonly globalStep: number;
}

/**
 * Creates the sampler of a run's training steps. A step's architecture depends only on the seed, the pool and the step:
 *
 * - `pool`: uniformly from the pool (NAO section 3.4; Luo et al. 2018);
 * - `parameters`: from the pool, in proportion to the parameters of its network (NAO_V2; Luo et al. 2020);
 * - `space`: uniformly from the whole space (Guo et al., ECCV 2020);
 * - `fair`: from the whole space, so that each choice at each position is trained equally often (FairNAS; Chu et al., ICCV 2021).
 *
 * @param countParameters of an architecture's network
 */
export function createSampler(
  sampling: CnnSupernetSettings['sampling'],
  space: Space,
  seed: number,
  countParameters: (architecture: Architecture) => number,
): ArchitectureSampler {
  switch (sampling) {
    case 'pool':
      return (pool, { round, step }) => sampleFromPool(pool, seed, round, step);
    case 'parameters':
      return createWeightedSampler(seed, countParameters);
    case 'space':
      return (_, { globalStep }) => space.sample(createRandomStream(seed, 'space-sampling', globalStep));
    case 'fair':
      return (_, { globalStep }) => sampleFairly(space, seed, globalStep);
  }
}

/** Draws the architecture of the pool that a step trains (NAO section 3.4; Luo et al. 2018). */
export function sampleFromPool(
  pool: readonly Architecture[],
  seed: number,
  round: number,
  step: number,
): Architecture {
  return pool[randomInteger(createRandomStream(seed, 'training-architecture', round, step), pool.length)];
}

function createWeightedSampler(
  seed: number,
  countParameters: (architecture: Architecture) => number,
): ArchitectureSampler {
  return (pool, { round, step }) => {
    const sums = accumulate(pool.map(countParameters));
    const position = createRandomStream(seed, 'weighted-sampling', round, step)() * sums[sums.length - 1];
    return pool[sums.findIndex((sum) => position < sum)];
  };
}

function accumulate(weights: readonly number[]): number[] {
  let sum = 0;
  return weights.map((weight) => (sum += weight));
}

/**
 * Takes the choices of each position in random orders, one after the other. Each order has every valid token once. Unlike FairNAS,
 * which adds the gradients of the architectures of a turn, each one is a training step of its own.
 */
function sampleFairly(space: Space, seed: number, globalStep: number): Architecture {
  const tokens: number[] = [];
  for (let position = 0; position < space.length; position++) {
    const valid = space.validTokens(position, tokens.at(-1));
    const turn = Math.floor(globalStep / valid.length);
    const random = createRandomStream(seed, 'fair-sampling', position, valid.length, turn);
    tokens.push(valid[randomPermutation(random, valid.length)[globalStep % valid.length]]);
  }
  return space.fromTokens(tokens);
}
