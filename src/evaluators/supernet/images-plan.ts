import { RESCORES_EACH_ROUND, type SearchConfig } from '../../config/schema/search';
import type { ImageDataset } from '../../data/images/dataset';
import { type DatasetSplit, splitDataset } from '../../data/images/split';
import { InputError } from '../../errors';
import type { ClassifierSize } from '../../space/space';
import type { EvaluationPlan } from '../evaluator';
import { getSupernetMetric } from '../metrics';
import { describeMemory, estimateSearchMemory } from './memory';
import { createRoundSchedule } from './schedule';

/** Returns the size of the supernet's networks for a data set. */
export function computeSupernetSize({ supernet }: SearchConfig, dataset: ImageDataset): ClassifierSize {
  const { cellsPerStack, channels } = supernet;
  const { height, width, channels: imageChannels, classNames } = dataset;
  return { cellsPerStack, channels, height, width, imageChannels, classes: classNames.length };
}

/** The plan of a supernet's evaluation, with the images it uses. */
export interface SharedImagesPlan extends EvaluationPlan {
  readonly images: DatasetSplit;
  /** Estimated peak of memory, bytes. */
  readonly memory: number;
}

/**
 * Plans `createSharedImagesEvaluator` on a data set, without TensorFlow.
 *
 * @throws InputError if settings and data set do not fit, with the setting
 */
export function planSharedImages(config: SearchConfig, dataset: ImageDataset): SharedImagesPlan {
  const { supernet: settings, data, seed } = config;
  const images = splitDataset(dataset, data.validImages, data.trainImages, seed);
  const { train, valid } = images;
  if (train.length < settings.batchSize) {
    throw new InputError(
      `supernet.batchSize is ${settings.batchSize}, but ${dataset.name} leaves ${train.length} training images: use at most as many`,
    );
  }
  if (settings.evalImages > valid.length) {
    throw new InputError(
      `supernet.evalImages is ${settings.evalImages}, but data.validImages holds out ${valid.length}: use at most as many, or 0 for all`,
    );
  }
  const { statisticsBatches, evalBatchSize } = settings;
  if (statisticsBatches * evalBatchSize > train.length) {
    throw new InputError(
      `supernet.statisticsBatches is ${statisticsBatches}, but ${dataset.name} leaves ${train.length} training images, ${Math.floor(train.length / evalBatchSize)} batches of supernet.evalBatchSize (${evalBatchSize}): use at most as many`,
    );
  }
  const stepsPerEpoch = Math.floor(train.length / settings.batchSize);
  const memory = estimateSearchMemory(config, dataset, train.length + valid.length);
  return {
    description: [describeMemory(memory)],
    metric: getSupernetMetric(config),
    rescoresEachRound: RESCORES_EACH_ROUND.ws,
    stepsPerEpoch,
    trainingSteps: createRoundSchedule(settings, stepsPerEpoch),
    images,
    memory,
  };
}
