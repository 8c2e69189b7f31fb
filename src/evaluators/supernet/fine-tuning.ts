import type { FineTuningStep, ImageBatch } from '../../../supernet/cnn';
import type { CnnSupernetSettings } from '../../config/schema/supernet';
import { createRandomStream, randomInteger, randomPermutation } from '../../random';

type Settings = Pick<CnnSupernetSettings, 'fineTuneSteps' | 'fineTuneLearningRate' | 'batchSize'>;

/** The steps that train an architecture alone before its score. */
export interface FineTuning {
  readonly steps: readonly FineTuningStep[];
  /** Determines the randomness of the steps, differently from that of the shared training. */
  readonly seed: number;
}

/**
 * Creates the fine-tuning of all architectures: the same batches, from training images in a random order for each epoch, with a
 * learning rate that decays linearly to 0.
 *
 * @param trainCount training images; at least a batch
 */
export function createFineTuning(
  { fineTuneSteps, fineTuneLearningRate, batchSize }: Settings,
  seed: number,
  trainCount: number,
  createBatch: (images: Int32Array) => ImageBatch,
): FineTuning {
  const stepsPerEpoch = Math.floor(trainCount / batchSize);
  const epochs = Array.from({ length: Math.ceil(fineTuneSteps / stepsPerEpoch) }, (_, epoch) =>
    randomPermutation(createRandomStream(seed, 'fine-tuning-order', epoch), trainCount),
  );
  return {
    steps: Array.from({ length: fineTuneSteps }, (_, step) => {
      const start = (step % stepsPerEpoch) * batchSize;
      const order = epochs[Math.floor(step / stepsPerEpoch)];
      return {
        batch: createBatch(order.slice(start, start + batchSize)),
        learningRate: fineTuneLearningRate * (1 - step / fineTuneSteps),
      };
    }),
    seed: randomInteger(createRandomStream(seed, 'fine-tuning'), 2 ** 31),
  };
}
