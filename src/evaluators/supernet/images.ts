import type { SearchConfig } from '../../config/schema/search';
import type { ImageDataset } from '../../data/images/dataset';
import { trainingDigest } from '../../data/images/digest';
import { imageBytes } from '../../data/images/memory';
import { channelStatistics } from '../../data/images/channel-statistics';
import { takeImages } from '../../data/images/subset';
import { permutation, stream } from '../../random';
import type { Architecture } from '../../space/space';
import { CnnSupernet, type Batch } from '../../../supernet/cnn';
import { cosine } from '../../networks/cosine-schedule';
import type { Evaluator, Score, StepReport, Metric, Workload } from '../evaluator';
import { requireImageRoom } from '../image-memory';
import { drawnArchitecture, stepOfRun, stepsOfRounds } from './schedule';
import { split, type Split } from '../../data/images/split';
import { InputError } from '../../errors';

/**
 * Scores architectures with the weights of one supernet (paper, section 3.4): trained by drawing from the pool, then
 * each architecture scored on the same held-out images.
 *
 * @param say told what the user should know of it
 * @throws InputError where settings and data set do not fit, EnvironmentError where memory or the native library lack
 */
export function sharedImageEvaluator(
  config: SearchConfig,
  dataset: ImageDataset,
  say: (text: string) => void = () => undefined,
): Evaluator {
  const { supernet: settings, seed } = config;
  const { images: parts, ...work } = sharedImageWork(config, dataset);
  const { stepsPerEpoch, trainingSteps } = work;
  const { name, height, width, channels, classNames } = dataset;
  // The device holds those images alone that are used: first what is trained on, then what is held out.
  const used = Int32Array.from([...parts.train, ...parts.valid]);
  requireImageRoom(name, imageBytes(used.length, height, width, channels), say);
  const { pixels, labels } = takeImages(dataset.train, used);
  const supernet = new CnnSupernet(
    {
      ...settings,
      nodes: config.space.nodes,
      classes: classNames.length,
      auxiliaryHead: settings.auxiliaryWeight > 0,
      images: used.length,
      height,
      width,
      imageChannels: channels,
      statistics: channelStatistics(dataset, parts.train),
      augmentation: settings,
    },
    pixels,
    seed,
  );
  const trained = parts.train.length;
  const scored = batchOf(
    Int32Array.from({ length: settings.scoreImages || parts.valid.length }, (_, i) => trained + i),
  );
  let order: { name: string; images: Int32Array } = { name: '', images: new Int32Array() };

  /** Images on the device and their classes. */
  function batchOf(images: Int32Array): Batch {
    return { indices: images, labels: images.map((image) => labels[image]) };
  }

  /** The training images in the order of an epoch, shuffled anew for each. */
  function epochOrder(round: number, epoch: number): Int32Array {
    const name = `${round}/${epoch}`;
    if (order.name !== name) {
      order = { name, images: permutation(stream(seed, 'training-order', round, epoch), trained) };
    }
    return order.images;
  }

  return {
    ...work,
    dataDigest: trainingDigest(dataset),
    items: 'images',
    knows: () => true,

    train(round: number, step: number, pool: readonly Architecture[]): StepReport {
      const epoch = Math.floor(step / stepsPerEpoch);
      const start = (step % stepsPerEpoch) * settings.batchImages;
      const batch = batchOf(epochOrder(round, epoch).slice(start, start + settings.batchImages));
      const architecture = drawnArchitecture(pool, seed, round, step);
      const steps = trainingSteps(round);
      const learningRate = cosine(settings.learningRate, settings.learningRateEnd, step / steps);
      const number = stepOfRun(work, round, step);
      const report = supernet.train(architecture, batch, learningRate, seed, number);
      return { ...report, learningRate, items: settings.batchImages };
    },

    score(architecture: Architecture): Score {
      const { loss, accuracy } = supernet.evaluate(architecture, scored);
      return { value: Number.isFinite(loss) ? accuracy : NaN, loss, itemsScored: scored.indices.length };
    },

    save: (prefix) => supernet.save(prefix),
    restore: (prefix) => supernet.restore(prefix),
    dispose: () => supernet.dispose(),
  };
}

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
