import { InputError } from '../../errors';
import { createRandomStream, randomPermutation } from '../../random';
import type { ImageDataset } from './dataset';

/** Indices into `dataset.train`. */
export interface DatasetSplit {
  /** Images that weights are trained on, in random order. */
  readonly train: Int32Array;
  /** Images held out to score architectures on, in random order: the first n are a uniform sample too. */
  readonly valid: Int32Array;
}

/**
 * Holds out validation images, drawn uniformly as in the paper (5,000 of CIFAR-10's 50,000), not by
 * class. Which images are held out depends on the seed and `validImages`, never on `trainImages`.
 *
 * @param validImages images held out (setting data.validImages)
 * @param trainImages images trained on, 0 for all that are left (setting data.trainImages)
 * @throws InputError naming the setting if images do not suffice
 */
export function splitDataset(
  dataset: ImageDataset,
  validImages: number,
  trainImages: number,
  seed: number,
): DatasetSplit {
  const images = dataset.train.labels.length;
  const remaining = images - validImages;
  if (remaining < 1) {
    throw new InputError(
      `data.validImages is ${validImages}, but ${dataset.name} has ${images} training images in all: ` +
        `hold out fewer, so that some are left to train on.`,
    );
  }
  if (trainImages > remaining) {
    throw new InputError(
      `data.trainImages is ${trainImages}, but of ${images} training images of ${dataset.name} ` +
        `${remaining} are left after data.validImages=${validImages}: use at most ${remaining}, or 0 for all.`,
    );
  }
  const order = randomPermutation(createRandomStream(seed, 'validation-split'), images);
  return {
    valid: order.slice(0, validImages),
    train: order.slice(validImages, validImages + (trainImages || remaining)),
  };
}
