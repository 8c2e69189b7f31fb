import { type ChildText, computeColumnSizes, selectChildText } from '../../child/rnn/training';
import type { RnnChildSettings } from '../../config/schema/rnn-child';
import type { SearchConfig } from '../../config/schema/search';
import type { ImageDataset } from '../../data/images/dataset';
import { digestTrainingImages } from '../../data/images/digest';
import { splitDataset } from '../../data/images/split';
import type { TextDataset } from '../../data/text/dataset';
import { digestText } from '../../data/text/digest';
import { InputError } from '../../errors';
import type { Json } from '../../jobs/job-queue';
import { describePrecision } from '../../networks/language-model/precision';
import { pluralize } from '../../plural';
import type { EvaluationPlan } from '../evaluator';
import { FROM_SCRATCH_METRICS } from '../metrics';
import { STATIONARY_SCORES } from '../stationary';
import {
  createImageChildJobData,
  createTextChildJobData,
  digestChildInputs,
  IMAGE_CHILD_JOB,
  TEXT_CHILD_JOB,
} from './job';

/** The jobs that train a search's children from scratch. Creating them needs no TensorFlow. */
export interface ChildJobs {
  readonly plan: EvaluationPlan;
  /** Items of the training data. */
  readonly unit: 'images' | 'tokens';
  readonly dataDigest: string;
  /** Kind of the jobs. */
  readonly kind: string;
  /** Returns a job's data: all inputs of its result except architecture and seed. @param threads within one op */
  createData(threads: number): Json;
  /** Returns the digest of a job's inputs except architecture and seed. @param threads within one op */
  digestInputs(threads: number): string;
}

/** @throws InputError if settings and data set do not fit, with the setting */
export function createImageChildJobs(config: SearchConfig, images: ImageDataset): ChildJobs {
  const dataDigest = digestTrainingImages(images);
  const createData = (threads: number) => createImageChildJobData(config, dataDigest, threads);
  return {
    plan: planChildImages(config, images),
    unit: 'images',
    dataDigest,
    kind: IMAGE_CHILD_JOB,
    createData,
    digestInputs: (threads) => digestChildInputs(createData(threads)),
  };
}

/** @throws InputError if settings and text do not fit, with the tokens available and needed */
export function createTextChildJobs(config: SearchConfig, text: TextDataset): ChildJobs {
  const dataDigest = digestText(text);
  const createData = (threads: number) => createTextChildJobData(config, dataDigest, threads);
  return {
    plan: planChildText(config.rnnChild, selectChildText(text, config.data.trainTokens)),
    unit: 'tokens',
    dataDigest,
    kind: TEXT_CHILD_JOB,
    createData,
    digestInputs: (threads) => digestChildInputs(createData(threads)),
  };
}

function planChildImages({ child, data, seed }: SearchConfig, dataset: ImageDataset): EvaluationPlan {
  const { train, valid } = splitDataset(dataset, data.validImages, data.trainImages, seed);
  if (train.length < child.batchSize) {
    throw new InputError(
      `child.batchSize is ${child.batchSize}, but ${dataset.name} leaves ${train.length} training images: use at most as many`,
    );
  }
  const steps = child.epochs * Math.floor(train.length / child.batchSize);
  return {
    metric: FROM_SCRATCH_METRICS.images,
    ...STATIONARY_SCORES,
    description: [
      `children: N = ${child.cellsPerStack}, F = ${child.channels}, each trained from scratch for ` +
        `${pluralize(child.epochs, 'epoch')} = ${steps} steps on ${train.length} images, then scored on ${valid.length} others`,
    ],
  };
}

function planChildText(settings: RnnChildSettings, text: ChildText): EvaluationPlan {
  const { hiddenSize, epochs } = settings;
  const steps = epochs * computeColumnSizes(settings, text).stepsPerEpoch;
  return {
    metric: FROM_SCRATCH_METRICS.text,
    ...STATIONARY_SCORES,
    description: [
      `children: ${hiddenSize} hidden units, each trained from scratch for ${pluralize(epochs, 'epoch')} = ` +
        `${steps} steps on ${text.train.length} tokens, then scored on ${text.valid.length - 1} others`,
      ...describePrecision(settings.precision),
    ],
  };
}
