import { CnnSupernet } from '../../../supernet/cnn';
import type { SearchConfig } from '../../config/schema/search';
import { computeChannelStatistics } from '../../data/images/channel-statistics';
import type { ImageDataset } from '../../data/images/dataset';
import { digestTrainingImages } from '../../data/images/digest';
import { countImageBytes } from '../../data/images/memory';
import { selectImages } from '../../data/images/subset';
import { measureMemory } from '../../memory';
import { usesGpu } from '../../native/device';
import { createSpace } from '../../space/registry';
import type { Architecture } from '../../space/space';
import type { Evaluator, Score, TrainStepReport } from '../evaluator';
import { assertImageMemory } from '../image-memory';
import { createFineTuning } from './fine-tuning';
import { createImageBatches } from './image-batches';
import { computeSupernetSize, planSharedImages, type SharedImagesPlan } from './images-plan';
import { createLearningRate } from './learning-rate';
import { assertSupernetFits } from './memory';
import { countParallelBatches } from './parallel-batches';
import { createParameterCounter } from './parameter-counts';
import { createSampler } from './sampling';
import { computeAveragingStart, computeGlobalStep } from './schedule';

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
  const { images: parts, memory, ...plan } = imagesPlan;
  const { stepsPerEpoch, trainingSteps } = plan;
  const { name, height, width, channels } = dataset;
  // The device only holds images that are used: first the training images, then the held-out ones.
  const used = Int32Array.from([...parts.train, ...parts.valid]);
  assertImageMemory(name, countImageBytes(used.length, height, width, channels), log);
  if (!usesGpu()) assertSupernetFits(config, memory, measureMemory().available);
  const { pixels, labels } = selectImages(dataset.train, used);
  const trainCount = parts.train.length;
  const batches = createImageBatches(settings, { labels, trainCount, validCount: parts.valid.length }, seed);
  const scoredBatches = Math.ceil(batches.scored.indices.length / settings.evalBatchSize);
  const supernet = createSupernet(config, dataset, parts.train, pixels, countParallelBatches(scoredBatches));

  const space = createSpace(config.space.name, config.space);
  const countParameters = createParameterCounter(space, computeSupernetSize(config, dataset));
  const sampleArchitecture = createSampler(settings.sampling, space, seed, countParameters);
  const computeLearningRate = createLearningRate(settings, space, seed, countParameters);
  const totalSteps = computeGlobalStep(plan, config.search.rounds, 0);
  const fineTuning = createFineTuning(settings, seed, trainCount, batches.create);

  return {
    ...plan,
    dataDigest: digestTrainingImages(dataset),
    unit: 'images',
    supports: () => true,

    train(round: number, step: number, pool: readonly Architecture[]): TrainStepReport {
      const batch = batches.getTraining(round, Math.floor(step / stepsPerEpoch), step % stepsPerEpoch);
      const globalStep = computeGlobalStep(plan, round, step);
      const architecture = sampleArchitecture(pool, { round, step, globalStep });
      const steps = trainingSteps(round);
      const progress = settings.learningRateSpan === 'round' ? step / steps : globalStep / totalSteps;
      const learningRate = computeLearningRate(progress, architecture);
      const averagingStart = computeAveragingStart(steps, settings.averageEpochs * stepsPerEpoch);
      if (settings.averageEpochs > 0 && step === averagingStart) supernet.beginAveraging();
      const averaging = step >= averagingStart;
      const report = supernet.train(architecture, batch, learningRate, seed, globalStep, averaging);
      return { ...report, learningRate, items: settings.batchSize };
    },

    score(architecture: Architecture): Score {
      const evaluate = () => supernet.evaluate(architecture, batches.scored, batches.statistics);
      const { loss, accuracy } =
        fineTuning.steps.length > 0
          ? supernet.withFineTuning(architecture, fineTuning.steps, fineTuning.seed, evaluate)
          : evaluate();
      const value = settings.score === 'loss' ? loss : accuracy;
      return { value: Number.isFinite(loss) ? value : NaN, loss, itemsScored: batches.scored.indices.length };
    },

    save: (prefix) => supernet.save(prefix),
    restore: (prefix) => supernet.restore(prefix),
    dispose: () => supernet.dispose(),
  };
}

/**
 * Creates the supernet, with all images on the device.
 *
 * @param trainImages images of the data set that the supernet is trained on
 * @param pixels of all images on the device
 */
function createSupernet(
  { supernet: settings, space, seed }: SearchConfig,
  dataset: ImageDataset,
  trainImages: Int32Array,
  pixels: Uint8Array,
  parallelBatches: number,
): CnnSupernet {
  const { height, width, channels, classNames } = dataset;
  return new CnnSupernet(
    {
      ...settings,
      space,
      classes: classNames.length,
      auxiliaryHead: settings.auxiliaryWeight > 0,
      images: pixels.length / (height * width * channels),
      height,
      width,
      imageChannels: channels,
      statistics: computeChannelStatistics(dataset, trainImages),
      augmentation: settings,
      averageWeights: settings.averageEpochs > 0,
      parallelBatches,
      accumulateStatistics: settings.statisticsBatches > 0,
      fineTuning: settings.fineTuneSteps > 0,
    },
    pixels,
    seed,
  );
}
