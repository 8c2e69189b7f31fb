import { CnnSupernet, type ImageBatch } from '../../../supernet/cnn';
import type { SearchConfig } from '../../config/schema/search';
import { computeChannelStatistics } from '../../data/images/channel-statistics';
import type { ImageDataset } from '../../data/images/dataset';
import { digestTrainingImages } from '../../data/images/digest';
import { countImageBytes } from '../../data/images/memory';
import { type DatasetSplit, splitDataset } from '../../data/images/split';
import { selectImages } from '../../data/images/subset';
import { InputError } from '../../errors';
import { cosineDecay } from '../../networks/cosine-schedule';
import { createRandomStream, randomPermutation } from '../../random';
import type { Architecture } from '../../space/space';
import type { EvaluationPlan, Evaluator, Score, TrainStepReport } from '../evaluator';
import { assertImageMemory } from '../image-memory';
import { SUPERNET_METRICS } from '../metrics';
import { computeGlobalStep, createRoundSchedule, sampleArchitecture } from './schedule';

/**
 * Scores architectures with the weights of one supernet (paper, section 3.4): trained by drawing from the pool, then
 * each architecture scored on the same held-out images.
 *
 * @param log told what the user should know of it
 * @throws InputError where settings and data set do not fit, EnvironmentError where memory or the native library lack
 */
export function createSharedImagesEvaluator(
  config: SearchConfig,
  dataset: ImageDataset,
  imagesPlan: SharedImagesPlan = planSharedImages(config, dataset),
  log: (text: string) => void = () => undefined,
): Evaluator {
  const { supernet: settings, seed } = config;
  const { images: parts, ...plan } = imagesPlan;
  const { stepsPerEpoch, trainingSteps } = plan;
  const { name, height, width, channels, classNames } = dataset;
  // The device holds those images alone that are used: first what is trained on, then what is held out.
  const used = Int32Array.from([...parts.train, ...parts.valid]);
  assertImageMemory(name, countImageBytes(used.length, height, width, channels), log);
  const { pixels, labels } = selectImages(dataset.train, used);
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
      statistics: computeChannelStatistics(dataset, parts.train),
      augmentation: settings,
    },
    pixels,
    seed,
  );
  const trainCount = parts.train.length;
  const evalBatch = createBatch(
    Int32Array.from({ length: settings.evalImages || parts.valid.length }, (_, i) => trainCount + i),
  );
  let order: { name: string; images: Int32Array } = { name: '', images: new Int32Array() };

  /** Images on the device and their classes. */
  function createBatch(images: Int32Array): ImageBatch {
    return { indices: images, labels: images.map((image) => labels[image]) };
  }

  /** The training images in the order of an epoch, shuffled anew for each. */
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
    ...plan,
    dataDigest: digestTrainingImages(dataset),
    unit: 'images',
    supports: () => true,

    train(round: number, step: number, pool: readonly Architecture[]): TrainStepReport {
      const epoch = Math.floor(step / stepsPerEpoch);
      const start = (step % stepsPerEpoch) * settings.batchSize;
      const batch = createBatch(getEpochOrder(round, epoch).slice(start, start + settings.batchSize));
      const architecture = sampleArchitecture(pool, seed, round, step);
      const steps = trainingSteps(round);
      const learningRate = cosineDecay(settings.learningRate, settings.learningRateEnd, step / steps);
      const globalStep = computeGlobalStep(plan, round, step);
      const report = supernet.train(architecture, batch, learningRate, seed, globalStep);
      return { ...report, learningRate, items: settings.batchSize };
    },

    score(architecture: Architecture): Score {
      const { loss, accuracy } = supernet.evaluate(architecture, evalBatch);
      return { value: Number.isFinite(loss) ? accuracy : NaN, loss, itemsScored: evalBatch.indices.length };
    },

    save: (prefix) => supernet.save(prefix),
    restore: (prefix) => supernet.restore(prefix),
    dispose: () => supernet.dispose(),
  };
}

/** The work of scoring with shared weights, and the images that it is done on. */
export interface SharedImagesPlan extends EvaluationPlan {
  readonly images: DatasetSplit;
}

/**
 * What `sharedImageEvaluator` will do on a data set, found without TensorFlow.
 *
 * @throws InputError where settings and data set do not fit, naming the setting
 */
export function planSharedImages(
  { supernet: settings, data, seed }: SearchConfig,
  dataset: ImageDataset,
): SharedImagesPlan {
  const images = splitDataset(dataset, data.validImages, data.trainImages, seed);
  const { train, valid } = images;
  if (train.length < settings.batchSize) {
    throw new InputError(
      `supernet.batchSize is ${settings.batchSize}, but ${dataset.name} leaves ${train.length} images to train on: use at most as many.`,
    );
  }
  if (settings.evalImages > valid.length) {
    throw new InputError(
      `supernet.evalImages is ${settings.evalImages}, but data.validImages holds out ${valid.length}: use at most as many, or 0 for all.`,
    );
  }
  const stepsPerEpoch = Math.floor(train.length / settings.batchSize);
  return {
    metric: SUPERNET_METRICS.images,
    rescoresEachRound: true,
    stepsPerEpoch,
    trainingSteps: createRoundSchedule(settings, stepsPerEpoch),
    images,
  };
}
