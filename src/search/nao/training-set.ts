import type { Example } from '../../../controller/controller';
import type { SearchConfig } from '../../config/schema/search';
import { createRandomStream, type Random, randomInteger, randomPermutation } from '../../random';
import type { Architecture, Space } from '../../space/space';
import type { Search } from './phase';
import { hasScore } from './ranking';
import { selectTargetTransform, type TargetTransform } from './target-transform';

/** An architecture with the target that its score stands for. */
export interface Observation {
  readonly architecture: Architecture;
  readonly target: number;
}

/** What the controller learns from in a round, and what it is measured on. Depends on the state alone. */
export interface TrainingSet {
  /** Seed of the controller's weights and order. */
  readonly seed: number;
  readonly transform: TargetTransform;
  /** What is learned from, as it is written in the pool. */
  readonly observations: readonly Observation[];
  readonly heldOut: readonly Observation[];
  /** The examples of an epoch (0-based), twins drawn anew for each. */
  examples(epoch: number): Example[];
}

/** Undefined where no architecture of the pool has a score: there is nothing to learn. */
export function buildTrainingSet({ config, evaluator, space, state }: Search): TrainingSet | undefined {
  const { round } = state;
  const scored = state.pool.map((id) => state.candidates[id]).filter(hasScore);
  if (scored.length === 0) return undefined;

  const scores = scored.map(({ result }) => result?.value ?? NaN);
  const transform = selectTargetTransform(config.controller.targets)(scores, evaluator.metric);
  const all = scored.map(({ architecture }, i) => ({ architecture, target: transform.toTarget(scores[i]) }));
  // At least one is left to train on.
  const heldOutCount = Math.min(
    Math.floor(config.controller.validationFraction * all.length),
    all.length - 1,
  );
  const shuffled = [...randomPermutation(createRandomStream(config.seed, 'held-out', round), all.length)].map(
    (i) => all[i],
  );
  const observations = shuffled.slice(heldOutCount);
  const tokenize = createTokenizer(space, config.controller);

  return {
    seed: randomInteger(createRandomStream(config.seed, 'controller', round), 2 ** 31),
    transform,
    observations,
    heldOut: shuffled.slice(0, heldOutCount),
    examples(epoch) {
      const symmetryRandom = config.controller.augmentSymmetric
        ? createRandomStream(config.seed, 'twins', round, epoch)
        : undefined;
      return toExamples(space, tokenize, observations, symmetryRandom);
    },
  };
}

/** What an epoch trains on: each architecture as it is written and, where `twins` is given, a twin of each that has some. */
export function toExamples(
  space: Space,
  tokenize: Tokenizer,
  observations: readonly Observation[],
  symmetryRandom: Random | undefined,
): Example[] {
  return observations.flatMap(({ architecture, target }) => {
    const symmetric = symmetryRandom && sampleSymmetricArchitecture(space, architecture, symmetryRandom);
    const variants = symmetric === undefined ? [architecture] : [architecture, symmetric];
    return variants.map((variant) => ({ tokens: tokenize(variant), target }));
  });
}

/** The tokens by which the controller reads an architecture. */
export type Tokenizer = (architecture: Architecture) => number[];

/** The reader of the setting `controller.input`. */
export function createTokenizer(
  space: Space,
  { input }: Pick<SearchConfig['controller'], 'input'>,
): Tokenizer {
  return (architecture) =>
    space.toTokens(input === 'pruned' ? (space.prune?.(architecture) ?? architecture) : architecture);
}

/**
 * A random symmetric twin (paper, section 3.2: the counterparts are trained on too), or undefined where the
 * architecture has none. A space gives the twins one swap away; each of as many steps as there are swaps is taken with
 * probability 1/2, so that any set of swaps may come out. It may be the architecture itself.
 */
export function sampleSymmetricArchitecture(
  space: Space,
  architecture: Architecture,
  random: Random,
): Architecture | undefined {
  const swapCount = space.symmetries(architecture).length;
  if (swapCount === 0) return undefined;
  let symmetric = architecture;
  for (let swap = 0; swap < swapCount; swap++) {
    if (random() < 0.5) continue;
    const oneSwapAway = space.symmetries(symmetric);
    symmetric = oneSwapAway[randomInteger(random, oneSwapAway.length)];
  }
  return symmetric;
}
