import { childText, type ChildText, columnsOf } from '../../child/rnn/training';
import type { SearchConfig } from '../../config/schema/search';
import { textDigest } from '../../data/text/digest';
import { trainingDigest } from '../../data/images/digest';
import { loadImageDataset } from '../../data/images/registry';
import { loadTextDataset } from '../../data/text/registry';
import type { Json } from '../../jobs/job-queue';
import type { Hooks } from '../../run/hooks';
import { loading } from '../../run/loading';
import { IMAGE_CHILD_JOB, imageChildData, TEXT_CHILD_JOB, textChildData } from './job';
import type { Workload, Metric } from '../evaluator';
import type { ImageDataset } from '../../data/images/dataset';
import { split } from '../../data/images/split';
import { InputError } from '../../errors';
import { FIXED_SCORES } from '../stationary';
import type { RnnChildSettings } from '../../config/schema/rnn-child';

/** How the children of a search are trained, known without TensorFlow. */
export interface Children {
  readonly work: Workload;
  /** What they are trained on. */
  readonly items: 'images' | 'tokens';
  readonly dataDigest: string;
  /** The kind of the jobs that train them. */
  readonly kind: string;
  /** What such a job depends on beside architecture and seed. @param threads within one op */
  data(threads: number): Json;
}

/**
 * The children of a search's settings, on the images or the text of its space.
 *
 * @throws InputError, EnvironmentError where settings and data do not do; what `answerStop` throws
 */
export async function childrenOf(
  config: SearchConfig,
  hooks: Pick<Hooks, 'progress'>,
  answerStop: () => void,
): Promise<Children> {
  if (config.space.name === 'rnn') {
    const text = await loading(config.data, hooks, answerStop, loadTextDataset);
    const dataDigest = textDigest(text);
    return {
      work: childTextWork(config.rnnChild, childText(text, config.data.trainTokens)),
      items: 'tokens',
      dataDigest,
      kind: TEXT_CHILD_JOB,
      data: (threads) => textChildData(config, dataDigest, threads),
    };
  }
  const images = await loading(config.data, hooks, answerStop, loadImageDataset);
  const dataDigest = trainingDigest(images);
  return {
    work: childImagesWork(config, images),
    items: 'images',
    dataDigest,
    kind: IMAGE_CHILD_JOB,
    data: (threads) => imageChildData(config, dataDigest, threads),
  };
}

/** The accuracy of a child that was trained by itself, on images held out from training. */
const ACCURACY: Metric = { name: 'valid_accuracy', better: 'higher' };

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
    metric: ACCURACY,
    ...FIXED_SCORES,
    plan: [
      `children: N = ${child.layers}, F = ${child.channels}, each trained by itself for ${child.epochs} ` +
        `${child.epochs === 1 ? 'epoch' : 'epochs'} = ${steps} steps on ${train.length} images, then scored on ${valid.length} others`,
    ],
  };
}

/** The perplexity of a child that was trained by itself, on the text held out. */
const PERPLEXITY: Metric = { name: 'valid_perplexity', better: 'lower', isRatio: true };

/**
 * The work of scoring with recurrent children that are trained one by one, found without TensorFlow.
 *
 * @throws InputError where settings and text do not fit, with the tokens there are and those needed
 */
export function childTextWork(settings: RnnChildSettings, text: ChildText): Workload {
  const { hiddenUnits, epochs } = settings;
  const steps = epochs * columnsOf(settings, text).stepsPerEpoch;
  return {
    metric: PERPLEXITY,
    ...FIXED_SCORES,
    plan: [
      `children: ${hiddenUnits} hidden units, each trained by itself for ${epochs} ${epochs === 1 ? 'epoch' : 'epochs'} = ` +
        `${steps} steps on ${text.train.length} tokens, then scored on ${text.valid.length - 1} others`,
    ],
  };
}
