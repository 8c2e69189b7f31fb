import type { SearchConfig } from '../config/schema';
import type { ImageDataset } from '../data/dataset';
import { digest } from '../data/digest';
import { requireRoom, setBytes } from '../data/size';
import { split } from '../data/split';
import { channelStatistics } from '../data/statistics';
import { InputError } from '../errors';
import { integer, permutation, stream } from '../random';
import type { Architecture } from '../space/space';
import { CnnSupernet, type Batch } from '../../supernet/cnn';
import type { Evaluator, Metric, Score, StepReport } from './evaluator';

/** What weights inherited from the supernet say of an architecture: it ranks, it is no accuracy of a trained network. */
const METRIC: Metric = { name: 'shared_valid_accuracy', better: 'higher' };

/**
 * Scores architectures with the weights of one supernet (paper, section 3.4): trained by drawing from the pool, then
 * each architecture scored on the same held-out images.
 *
 * @throws InputError where settings and data set do not fit, EnvironmentError where memory or the native library lack
 */
export function sharedEvaluator(config: SearchConfig, dataset: ImageDataset): Evaluator {
  const { supernet: settings, data, seed } = config;
  const { train, valid } = split(dataset, data.validImages, data.trainImages, seed);
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
  // On their way to the device, pixels stand in memory as words, as what is fed and as the variable.
  requireRoom(dataset.name, 3 * setBytes(dataset.train), process.availableMemory(), 'memory');
  const stepsPerEpoch = Math.floor(train.length / settings.batchImages);
  const supernet = new CnnSupernet(
    {
      ...settings,
      nodes: config.space.nodes,
      classes: dataset.classNames.length,
      auxiliaryHead: settings.auxiliaryWeight > 0,
      images: dataset.train.labels.length,
      height: dataset.height,
      width: dataset.width,
      imageChannels: dataset.channels,
      statistics: channelStatistics(dataset, train),
      augmentation: settings,
    },
    dataset.train.pixels,
    seed,
  );
  const scored = batchOf(valid.slice(0, settings.scoreImages || valid.length));
  let order = { name: '', images: train };

  function trainingSteps(round: number): number {
    const epochs = round === 0 ? settings.firstEpochs : settings.epochsPerRound;
    return Math.max(1, Math.round(epochs * stepsPerEpoch));
  }

  /** Images and their classes. */
  function batchOf(images: Int32Array): Batch {
    return { indices: images, labels: images.map((image) => dataset.train.labels[image]) };
  }

  /** The training images in the order of an epoch, shuffled anew for each. */
  function epochOrder(round: number, epoch: number): Int32Array {
    const name = `${round}/${epoch}`;
    if (order.name !== name) {
      const shuffled = permutation(stream(seed, 'training-order', round, epoch), train.length);
      order = { name, images: shuffled.map((place) => train[place]) };
    }
    return order.images;
  }

  return {
    metric: METRIC,
    dataDigest: digestOf(dataset),
    items: 'images',
    scoresDrift: true,
    stepsPerEpoch,
    trainingSteps,
    knows: () => true,

    train(round: number, step: number, pool: readonly Architecture[]): StepReport {
      const epoch = Math.floor(step / stepsPerEpoch);
      const start = (step % stepsPerEpoch) * settings.batchImages;
      const batch = batchOf(epochOrder(round, epoch).slice(start, start + settings.batchImages));
      const architecture = pool[integer(stream(seed, 'training-architecture', round, step), pool.length)];
      const steps = trainingSteps(round);
      const learningRate = cosine(settings.learningRate, settings.learningRateEnd, step / steps);
      let before = 0;
      for (let earlier = 0; earlier < round; earlier++) before += trainingSteps(earlier);
      const report = supernet.train(architecture, batch, learningRate, seed, before + step);
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

function digestOf({ classNames, height, width, channels, train }: ImageDataset): string {
  const labels = new Uint8Array(train.labels.buffer, train.labels.byteOffset, train.labels.byteLength);
  return digest([...classNames, `${height}x${width}x${channels}`, train.pixels, labels]);
}

/** From `start` to `end` along half a cosine (Loshchilov and Hutter, ICLR 2017), started anew in every round. */
function cosine(start: number, end: number, progress: number): number {
  return end + 0.5 * (start - end) * (1 + Math.cos(Math.PI * progress));
}
