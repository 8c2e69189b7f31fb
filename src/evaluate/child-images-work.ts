import type { SearchConfig } from '../config/schema';
import type { ImageDataset } from '../data/dataset';
import { split } from '../data/split';
import { InputError } from '../errors';
import type { Metric, Workload } from './evaluator';
import { FIXED_SCORES } from './fixed-scores';

/** The accuracy of a child that was trained by itself, on images held out from training. */
const METRIC: Metric = { name: 'valid_accuracy', better: 'higher' };

/**
 * The work of scoring with children that are trained one by one, found without TensorFlow.
 *
 * @throws InputError where settings and data set do not fit, naming the setting
 */
export function childImagesWork({ child, data, seed }: SearchConfig, dataset: ImageDataset): Workload {
  const { train, valid } = split(dataset, data.validImages, data.trainImages, seed);
  if (train.length < child.batchImages) {
    throw new InputError(
      `child.batchImages is ${child.batchImages}, but ${dataset.name} leaves ${train.length} images to train on: use at most as many.`,
    );
  }
  const steps = child.epochs * Math.floor(train.length / child.batchImages);
  return {
    metric: METRIC,
    ...FIXED_SCORES,
    plan: [
      `children: N = ${child.layers}, F = ${child.channels}, each trained by itself for ${child.epochs} ` +
        `${child.epochs === 1 ? 'epoch' : 'epochs'} = ${steps} steps on ${train.length} images, then scored on ${valid.length} others`,
    ],
  };
}
