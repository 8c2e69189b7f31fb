import type { SearchConfig } from '../config/schema';
import type { ImageDataset } from '../data/dataset';
import { split, type Split } from '../data/split';
import { InputError } from '../errors';
import type { Metric, Workload } from './evaluator';
import { stepsOfRounds } from './rounds';

/** What weights inherited from the supernet say of an architecture: it ranks, it is no accuracy of a trained network. */
const METRIC: Metric = { name: 'shared_valid_accuracy', better: 'higher' };

/** The work of scoring with shared weights, and the images that it is done on. */
export interface SharedImageWork extends Workload {
  readonly images: Split;
}

/**
 * What `sharedImageEvaluator` will do on a data set, found without TensorFlow.
 *
 * @throws InputError where settings and data set do not fit, naming the setting
 */
export function sharedImageWork(
  { supernet: settings, data, seed }: SearchConfig,
  dataset: ImageDataset,
): SharedImageWork {
  const images = split(dataset, data.validImages, data.trainImages, seed);
  const { train, valid } = images;
  if (train.length < settings.batchImages) {
    throw new InputError(
      `supernet.batchImages is ${settings.batchImages}, but ${dataset.name} leaves ${train.length} images to train on: use at most as many.`,
    );
  }
  if (settings.scoreImages > valid.length) {
    throw new InputError(
      `supernet.scoreImages is ${settings.scoreImages}, but data.validImages holds out ${valid.length}: use at most as many, or 0 for all.`,
    );
  }
  const stepsPerEpoch = Math.floor(train.length / settings.batchImages);
  return {
    metric: METRIC,
    scoresDrift: true,
    stepsPerEpoch,
    trainingSteps: stepsOfRounds(settings, stepsPerEpoch),
    images,
  };
}
