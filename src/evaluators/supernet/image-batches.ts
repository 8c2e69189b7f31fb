import type { ImageBatch } from '../../../supernet/cnn';
import type { CnnSupernetSettings } from '../../config/schema/supernet';
import { createRandomStream, randomPermutation } from '../../random';

/** The images on the device: first those of training, then the held-out ones. */
interface DeviceImages {
  readonly labels: ArrayLike<number>;
  readonly trainCount: number;
  readonly validCount: number;
}

/** Batches of the images on the device. */
export interface ImageBatches {
  /** Held-out images that architectures are scored on. */
  readonly scored: ImageBatch;
  /** Training images of each batch whose statistics normalize a score. Training images are in random order, so they are a fixed sample. */
  readonly statistics: readonly Int32Array[];
  /** Returns the batch of a training step. Each epoch has its own random order. */
  getTraining(round: number, epoch: number, stepOfEpoch: number): ImageBatch;
  /** Returns the batch of these images. */
  create(images: Int32Array): ImageBatch;
}

export function createImageBatches(
  { evalImages, evalBatchSize, statisticsBatches, batchSize }: CnnSupernetSettings,
  { labels, trainCount, validCount }: DeviceImages,
  seed: number,
): ImageBatches {
  const create = (images: Int32Array): ImageBatch => ({
    indices: images,
    labels: images.map((image) => labels[image]),
  });
  let order: { name: string; images: Int32Array } = { name: '', images: new Int32Array() };

  function getEpochOrder(round: number, epoch: number): Int32Array {
    const name = `${round}/${epoch}`;
    if (order.name !== name) {
      order = {
        name,
        images: randomPermutation(createRandomStream(seed, 'training-order', round, epoch), trainCount),
      };
    }
    return order.images;
  }

  return {
    scored: create(Int32Array.from({ length: evalImages || validCount }, (_, i) => trainCount + i)),
    statistics: Array.from({ length: statisticsBatches }, (_, k) =>
      Int32Array.from({ length: evalBatchSize }, (__, i) => k * evalBatchSize + i),
    ),
    getTraining(round, epoch, stepOfEpoch) {
      const start = stepOfEpoch * batchSize;
      return create(getEpochOrder(round, epoch).slice(start, start + batchSize));
    },
    create,
  };
}
