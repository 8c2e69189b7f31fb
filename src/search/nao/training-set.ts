import type { Example } from '../../../controller/controller';
import { createRandomStream, randomInteger, randomPermutation } from '../../random';
import { createEpochExamples } from './epoch-examples';
import type { Observation } from './observation';
import type { PhaseContext } from './phase';
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

  return {
    seed: randomInteger(createRandomStream(config.seed, 'controller', round), 2 ** 31),
    transform,
    observations,
    heldOut: shuffled.slice(0, heldOutCount),
    examples: (epoch) =>
      createEpochExamples(space, config.controller, observations, state.pseudoLabeled ?? [], (part) =>
        createRandomStream(config.seed, part, round, epoch),
      ),
  };
}
