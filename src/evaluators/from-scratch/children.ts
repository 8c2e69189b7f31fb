import { type ChildText, computeColumnSizes, selectChildText } from '../../child/rnn/training';
import type { RnnChildSettings } from '../../config/schema/rnn-child';
import type { SearchConfig } from '../../config/schema/search';
import type { ImageDataset } from '../../data/images/dataset';
import { digestTrainingImages } from '../../data/images/digest';
import { loadImageDataset } from '../../data/images/registry';
import { splitDataset } from '../../data/images/split';
import { digestText } from '../../data/text/digest';
import { loadTextDataset } from '../../data/text/registry';
import { InputError } from '../../errors';
import type { Json } from '../../jobs/job-queue';
import { pluralize } from '../../plural';
import type { RunHooks } from '../../run/hooks';
import { loadDataset } from '../../run/loading';
import type { EvaluationPlan, Metric } from '../evaluator';
import { STATIONARY_SCORES } from '../stationary';
import { createImageChildJobData, createTextChildJobData, IMAGE_CHILD_JOB, TEXT_CHILD_JOB } from './job';

/** How the children of a search are trained, known without TensorFlow. */
export interface ChildJobs {
  readonly plan: EvaluationPlan;
  /** What they are trained on. */
  readonly unit: 'images' | 'tokens';
  readonly dataDigest: string;
  /** The kind of the jobs that train them. */
  readonly kind: string;
  /** What such a job depends on beside architecture and seed. @param threads within one op */
  createData(threads: number): Json;
}

/**
 * The children of a search's settings, on the images or the text of its space.
 *
 * @throws InputError, EnvironmentError where settings and data do not do; what `throwIfStopped` throws
 */
export async function createChildJobs(
  config: SearchConfig,
  hooks: Pick<RunHooks, 'progress'>,
  throwIfStopped: () => void,
): Promise<ChildJobs> {
  if (config.space.name === 'rnn') {
    const text = await loadDataset(config.data, hooks, throwIfStopped, loadTextDataset);
    const dataDigest = digestText(text);
    return {
      plan: planChildText(config.rnnChild, selectChildText(text, config.data.trainTokens)),
      unit: 'tokens',
      dataDigest,
      kind: TEXT_CHILD_JOB,
      createData: (threads) => createTextChildJobData(config, dataDigest, threads),
    };
  }
  const images = await loadDataset(config.data, hooks, throwIfStopped, loadImageDataset);
  const dataDigest = digestTrainingImages(images);
  return {
    plan: planChildImages(config, images),
    unit: 'images',
    dataDigest,
    kind: IMAGE_CHILD_JOB,
    createData: (threads) => createImageChildJobData(config, dataDigest, threads),
  };
}

/** The accuracy of a child that was trained by itself, on images held out from training. */
const ACCURACY: Metric = { name: 'valid_accuracy', direction: 'maximize' };

/**
 * The work of scoring with children that are trained one by one, found without TensorFlow.
 *
 * @throws InputError where settings and data set do not fit, naming the setting
 */
export function planChildImages({ child, data, seed }: SearchConfig, dataset: ImageDataset): EvaluationPlan {
  const { train, valid } = splitDataset(dataset, data.validImages, data.trainImages, seed);
  if (train.length < child.batchSize) {
    throw new InputError(
      `child.batchSize is ${child.batchSize}, but ${dataset.name} leaves ${train.length} images to train on: use at most as many.`,
    );
  }
  const steps = child.epochs * Math.floor(train.length / child.batchSize);
  return {
    metric: ACCURACY,
    ...STATIONARY_SCORES,
    description: [
      `children: N = ${child.cellsPerStack}, F = ${child.channels}, each trained by itself for ${pluralize(child.epochs, 'epoch')}` +
        ` = ${steps} steps on ${train.length} images, then scored on ${valid.length} others`,
    ],
  };
}

/** The perplexity of a child that was trained by itself, on the text held out. */
const PERPLEXITY: Metric = { name: 'valid_perplexity', direction: 'minimize', logScale: true };

/**
 * The work of scoring with recurrent children that are trained one by one, found without TensorFlow.
 *
 * @throws InputError where settings and text do not fit, with the tokens there are and those needed
 */
export function planChildText(settings: RnnChildSettings, text: ChildText): EvaluationPlan {
  const { hiddenSize, epochs } = settings;
  const steps = epochs * computeColumnSizes(settings, text).stepsPerEpoch;
  return {
    metric: PERPLEXITY,
    ...STATIONARY_SCORES,
    description: [
      `children: ${hiddenSize} hidden units, each trained by itself for ${pluralize(epochs, 'epoch')} = ` +
        `${steps} steps on ${text.train.length} tokens, then scored on ${text.valid.length - 1} others`,
    ],
  };
}
