import { type Controller, findNonFinite } from '../../../controller/controller';
import type { SearchConfig } from '../../config/schema/search';
import { FailedError } from '../../errors';
import type { Random } from '../../random';
import type { Space } from '../../space/space';
import { SeenArchitectures, WHOLE_SPACE } from '../seen';
import { createEpochExamples } from './epoch-examples';
import type { Observation } from './observation';
import { arePseudoLabelsDue, createPseudoLabels } from './pseudo-labels';
import { createSurrogate } from './surrogate';

/** A training of the controller outside of a search, which has its own steps (`phases/fit.ts`). */
export interface ControllerTraining {
  readonly space: Space;
  readonly controller: Controller;
  readonly settings: Pick<
    SearchConfig['controller'],
    'epochs' | 'augmentSymmetric' | 'input' | 'predictor' | 'predictorLoss' | 'pseudoLabels'
  >;
  readonly observations: readonly Observation[];
  /** Seed of the weights and of the order of examples. */
  readonly seed: number;
  /** Creates the random stream of a part of the training. @param epoch 0-based, for parts that are drawn in each epoch */
  createStream(part: 'twins' | 'unlabeled' | 'pseudo-labeled', ...epoch: number[]): Random;
}

/**
 * Trains a new controller on the observations, all epochs at once.
 *
 * @throws FailedError if a loss or gradient is not finite
 */
export function trainController(training: ControllerTraining): void {
  const { space, controller, settings, observations, seed, createStream } = training;
  let pseudoLabeled: readonly Observation[] = [];
  controller.initialize(seed);
  for (let epoch = 0; epoch < settings.epochs; epoch++) {
    const examples = createEpochExamples(space, settings, observations, pseudoLabeled, (part) =>
      createStream(part, epoch),
    );
    const problem = findNonFinite(controller.trainEpoch(examples, seed, epoch));
    if (problem !== undefined) {
      throw new FailedError(
        `with ${observations.length} architectures the controller's ${problem} in epoch ${epoch + 1}: use a smaller controller.learningRate or controller.clipNorm`,
      );
    }
    if (arePseudoLabelsDue(epoch, settings)) pseudoLabeled = labelUnseen(training);
  }
}

function labelUnseen({
  space,
  controller,
  settings,
  observations,
  createStream,
}: ControllerTraining): Observation[] {
  const seen = new SeenArchitectures(
    space,
    WHOLE_SPACE,
    observations.map(({ architecture }) => architecture),
  );
  const surrogate = createSurrogate(
    { space, controller, config: { controller: settings } },
    { observations },
  );
  return createPseudoLabels(seen, surrogate.predict, settings.pseudoLabels, createStream('unlabeled'));
}
