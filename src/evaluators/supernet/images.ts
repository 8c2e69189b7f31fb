import { CnnSupernet, type ImageBatch } from '../../../supernet/cnn';
import { RESCORES_EACH_ROUND, type SearchConfig } from '../../config/schema/search';
import { computeChannelStatistics } from '../../data/images/channel-statistics';
import type { ImageDataset } from '../../data/images/dataset';
import { digestTrainingImages } from '../../data/images/digest';
import { countImageBytes } from '../../data/images/memory';
import { type DatasetSplit, splitDataset } from '../../data/images/split';
import { selectImages } from '../../data/images/subset';
import { InputError } from '../../errors';
import { measureMemory } from '../../memory';
import { usesGpu } from '../../native/device';
import { createRandomStream, randomPermutation } from '../../random';
import { createSpace } from '../../space/registry';
import type { Architecture, ClassifierSize } from '../../space/space';
import type { EvaluationPlan, Evaluator, Score, TrainStepReport } from '../evaluator';
import { assertImageMemory } from '../image-memory';
import { getSupernetMetric } from '../metrics';
import { createFineTuning } from './fine-tuning';
import { createLearningRate } from './learning-rate';
import { assertSupernetFits, describeMemory, estimateSearchMemory } from './memory';
import { createSampler } from './sampling';
import { computeGlobalStep, createRoundSchedule } from './schedule';

/**
 * Creates the evaluator that scores CNN cells with the weights of one supernet (NAO section 3.4; Luo et al. 2018). Each
 * step trains an architecture drawn from the pool; all architectures are scored on the same held-out images.
 *
 * @param log called if the GPU's free memory is unknown
 * @throws InputError if settings and data set do not fit; EnvironmentError if memory or the native library is missing
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
  // The device only holds images that are used: first the training images, then the held-out ones.
  const used = Int32Array.from([...parts.train, ...parts.valid]);
  assertImageMemory(name, countImageBytes(used.length, height, width, channels), log);
  const memory = estimateSearchMemory(config, dataset, used.length);
  if (!usesGpu()) assertSupernetFits(config, memory, measureMemory().available);
  const { pixels, labels } = selectImages(dataset.train, used);
  const supernet = new CnnSupernet(
    {
      ...settings,
      space: config.space,
      classes: classNames.length,
      auxiliaryHead: settings.auxiliaryWeight > 0,
      images: used.length,
      height,
      width,
      imageChannels: channels,
      statistics: computeChannelStatistics(dataset, parts.train),
      augmentation: settings,
      averageWeights: settings.averageEpochs > 0,
      accumulateStatistics: settings.statisticsBatches > 0,
      fineTuning: settings.fineTuneSteps > 0,
    },
    pixels,
    seed,
  );
  const space = createSpace(config.space.name, config.space);
  const size = computeSupernetSize(config, dataset);
  // A step needs the counts of the whole pool, whose architectures stay the same objects.
  const counts = new WeakMap<Architecture, number>();
  const countParameters = (architecture: Architecture): number => {
    if (space.countParameters === undefined) throw new Error(`the space ${space.name} counts no parameters`);
    const count = counts.get(architecture) ?? space.countParameters(architecture, size);
    counts.set(architecture, count);
    return count;
  };
  const sampleArchitecture = createSampler(settings.sampling, space, seed, countParameters);
  const computeLearningRate = createLearningRate(settings, space, seed, countParameters);
  const totalSteps = computeGlobalStep(plan, config.search.rounds, 0);
  const trainCount = parts.train.length;
  const evalBatch = createBatch(
    Int32Array.from({ length: settings.evalImages || parts.valid.length }, (_, i) => trainCount + i),
  );
  // Training images are in random order: the first ones are a fixed sample.
  const statisticsBatches = Array.from({ length: settings.statisticsBatches }, (_, k) =>
    Int32Array.from({ length: settings.evalBatchSize }, (__, i) => k * settings.evalBatchSize + i),
  );
  const fineTuning = createFineTuning(settings, seed, trainCount, createBatch);
  let order: { name: string; images: Int32Array } = { name: '', images: new Int32Array() };

  /** Creates a batch of images on the device, with their labels. */
  function createBatch(images: Int32Array): ImageBatch {
    return { indices: images, labels: images.map((image) => labels[image]) };
  }

  /** Returns the training images in the epoch's random order. */
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
      const globalStep = computeGlobalStep(plan, round, step);
      const architecture = sampleArchitecture(pool, { round, step, globalStep });
      const steps = trainingSteps(round);
      const progress = settings.learningRateSpan === 'round' ? step / steps : globalStep / totalSteps;
      const learningRate = computeLearningRate(progress, architecture);
      const averaging = step >= steps - settings.averageEpochs * stepsPerEpoch;
      const report = supernet.train(architecture, batch, learningRate, seed, globalStep, averaging);
      return { ...report, learningRate, items: settings.batchSize };
    },

    score(architecture: Architecture): Score {
      const evaluate = () => supernet.evaluate(architecture, evalBatch, statisticsBatches);
      const { loss, accuracy } =
        fineTuning.steps.length > 0
          ? supernet.withFineTuning(architecture, fineTuning.steps, fineTuning.seed, evaluate)
          : evaluate();
      const value = settings.score === 'loss' ? loss : accuracy;
      return { value: Number.isFinite(loss) ? value : NaN, loss, itemsScored: evalBatch.indices.length };
    },

    save: (prefix) => supernet.save(prefix),
    restore: (prefix) => supernet.restore(prefix),
    dispose: () => supernet.dispose(),
  };
}

/** Returns the size of the supernet's networks for a data set. */
export function computeSupernetSize({ supernet }: SearchConfig, dataset: ImageDataset): ClassifierSize {
  const { cellsPerStack, channels } = supernet;
  const { height, width, channels: imageChannels, classNames } = dataset;
  return { cellsPerStack, channels, height, width, imageChannels, classes: classNames.length };
}

/** The plan of a supernet's evaluation, with the images it uses. */
export interface SharedImagesPlan extends EvaluationPlan {
  readonly images: DatasetSplit;
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
  };
}
