import type { Example } from '../../../controller/controller';
import type { SearchConfig } from '../../config/schema/search';
import { createRandomStream, type Random, randomInteger, randomPermutation } from '../../random';
import type { Architecture, Space } from '../../space/space';
import type { Observation } from './observation';
import type { PhaseContext } from './phase';
import { addPseudoLabeled } from './pseudo-labels';
import { hasScore } from './ranking';
import { selectTargetTransform, type TargetTransform } from './target-transform';

/** Training set and held-out set of the controller in one round. Depends only on the state. */
export interface TrainingSet {
  /** Seed of the controller's weights and of the order of examples. */
  readonly seed: number;
  readonly transform: TargetTransform;
  /** Observations to train on, without symmetric and pseudo-labeled architectures. */
  readonly observations: readonly Observation[];
  readonly heldOut: readonly Observation[];
  /** Returns the examples of an epoch (0-based), with symmetric and pseudo-labeled architectures drawn for that epoch. */
  examples(epoch: number): Example[];
}

/**
 * Builds the training set of the current round. Returns undefined if no architecture of the pool has a score.
 */
export function buildTrainingSet({ config, evaluator, space, state }: PhaseContext): TrainingSet | undefined {
  const { round } = state;
  const scored = state.pool.map((id) => state.candidates[id]).filter(hasScore);
  if (scored.length === 0) return undefined;

  const scores = scored.map(({ result }) => result?.value ?? NaN);
  const transform = selectTargetTransform(config.controller.targets)(scores, evaluator.metric);
  const all = scored.map(({ architecture }, i) => ({ architecture, target: transform.toTarget(scores[i]) }));
  // At least one observation is left to train on.
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
      const trained = addPseudoLabeled(
        observations,
        state.pseudoLabeled ?? [],
        createRandomStream(config.seed, 'pseudo-labeled', round, epoch),
      );
      return toExamples(space, tokenize, trained, symmetryRandom);
    },
  };
}

/**
 * Converts observations to training examples.
 *
 * @param symmetryRandom draws one symmetric architecture for each that has some; undefined disables this
 *   augmentation
 */
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

/** Maps an architecture to the controller's input tokens. */
export type Tokenizer = (architecture: Architecture) => number[];

/** Creates the tokenizer of the setting `controller.input`. */
export function createTokenizer(
  space: Space,
  { input }: Pick<SearchConfig['controller'], 'input'>,
): Tokenizer {
  return (architecture) =>
    space.toTokens(input === 'pruned' ? (space.prune?.(architecture) ?? architecture) : architecture);
}

/**
 * Samples a symmetric architecture for augmentation (Luo et al. 2018, NAO, section 3.2). A space lists the
 * symmetric architectures one swap away. Each of as many swaps is applied with probability 1/2, so every set
 * of swaps can occur.
 *
 * @returns the sample, which may be the architecture itself; undefined if it has no symmetric architecture
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
    const swapped = space.symmetries(symmetric);
    symmetric = swapped[randomInteger(random, swapped.length)];
  }
  return symmetric;
}
