import { InputError } from '../../errors';
import { createRandomStream, randomPermutation } from '../../random';
import type { ImageDataset } from './dataset';

/** A split of the training images, as indices into `dataset.train`. */
export interface DatasetSplit {
  /** Images for training the weights, in random order. */
  readonly train: Int32Array;
  /** Held-out images for scoring architectures, in random order: the first n are a uniform sample too. */
  readonly valid: Int32Array;
}

/**
 * Holds out validation images. They are drawn uniformly and not by class, as in NAO (Luo et al. 2018: 5,000 of CIFAR-10's
 * 50,000). The draw depends on the seed and `validImages`, but not on `trainImages`.
 *
 * @param validImages held-out images (setting data.validImages)
 * @param trainImages training images, 0 for all others (setting data.trainImages)
 * @throws InputError naming the setting if there are too few images
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
      `data.validImages is ${validImages}, but ${dataset.name} has ${images} training images: ` +
        `hold out at most ${images - 1}`,
    );
  }
  if (trainImages > remaining) {
    throw new InputError(
      `data.trainImages is ${trainImages}, but data.validImages=${validImages} leaves ${remaining} of the ${images} training ` +
        `images of ${dataset.name}: use at most ${remaining}, or 0 for all`,
    );
  }
  const order = randomPermutation(createRandomStream(seed, 'validation-split'), images);
  return {
    valid: order.slice(0, validImages),
    train: order.slice(validImages, validImages + (trainImages || remaining)),
  };
}
