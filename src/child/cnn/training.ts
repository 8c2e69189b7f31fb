import type { CnnChildSettings } from '../../config/schema/child';
import { type ChannelStatistics, computeChannelStatistics } from '../../data/images/channel-statistics';
import type { ImageDataset, ImageSet } from '../../data/images/dataset';
import type { DatasetSplit } from '../../data/images/split';
import { selectImages } from '../../data/images/subset';
import { InputError } from '../../errors';
import type { Checkpointed } from '../../networks/checkpoint';
import type { ClassifierMetrics } from '../../networks/classifier/session';
import { cosineDecay } from '../../networks/cosine-schedule';
import { createRandomStream, randomPermutation } from '../../random';
import { type ClassifierStep, CnnChild, type CnnChildSpec, type ImageBatch } from '../cnn';
import type { CnnChildNetwork } from './network';

/** Training and validation images of a child. */
export interface ChildImages {
  /** The training images, then the validation images. */
  readonly images: ImageSet;
  readonly trainCount: number;
  readonly statistics: ChannelStatistics;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly classes: number;
}

/** Selects the images of a split, and computes the channel statistics of its training images. */
export function selectChildImages(dataset: ImageDataset, { train, valid }: DatasetSplit): ChildImages {
  const { height, width, channels, classNames } = dataset;
  return {
    images: selectImages(dataset.train, Int32Array.from([...train, ...valid])),
    trainCount: train.length,
    statistics: computeChannelStatistics(dataset, train),
    height,
    width,
    channels,
    classes: classNames.length,
  };
}

/** Returns the spec of a child's graph. */
function toCnnChildSpec(settings: CnnChildSettings, images: ChildImages): CnnChildSpec {
  const { height, width, channels, classes, statistics } = images;
  return {
    ...settings,
    classes,
    auxiliaryHead: settings.auxiliaryWeight > 0,
    images: images.images.labels.length,
    height,
    width,
    imageChannels: channels,
    statistics,
    augmentation: settings,
    dropPathKeep: settings.dropPathKeep === 1 ? 1 : 'fed',
    averageWeights: false,
    parallelBatches: 1, // several children train at a time
  };
}

/** Values that change from step to step. */
export interface Schedule {
  readonly learningRate: number;
  /** Probability of keeping a path. */
  readonly dropPathKeep: number;
}

/**
 * Training of one CNN architecture, step by step (NAO, Luo et al. 2018, section 4.1). A step depends only on the settings,
 * the seed, its number and the weights.
 */
export class CnnChildTraining implements Checkpointed {
  readonly spec: CnnChildSpec;
  readonly stepsPerEpoch: number;
  /** Steps of all epochs. */
  readonly steps: number;
  private readonly child: CnnChild;
  private order: { epoch: number; images: Int32Array } = { epoch: -1, images: new Int32Array() };

  /**
   * Builds the network and initializes its weights.
   *
   * @throws InputError if there are too few images for a batch; EnvironmentError if the native library is missing
   */
  constructor(
    private readonly settings: CnnChildSettings,
    network: CnnChildNetwork,
    private readonly data: ChildImages,
    private readonly seed: number,
  ) {
    if (data.trainCount < settings.batchSize) {
      throw new InputError(
        `child.batchSize is ${settings.batchSize}, but there are only ${data.trainCount} training images: use at most ${data.trainCount}`,
      );
    }
    this.stepsPerEpoch = Math.floor(data.trainCount / settings.batchSize);
    this.steps = this.stepsPerEpoch * settings.epochs;
    this.spec = toCnnChildSpec(settings, data);
    this.child = new CnnChild(this.spec, network, data.images.pixels, seed);
  }

  /** Runs one training step. @param step step of the whole training, from 0 */
  train(step: number): ClassifierStep {
    const { batchSize } = this.settings;
    const first = (step % this.stepsPerEpoch) * batchSize;
    const images = this.getEpochOrder(Math.floor(step / this.stepsPerEpoch)).slice(first, first + batchSize);
    const { learningRate, dropPathKeep } = this.schedule(step);
    return this.child.train(this.toBatch(images), learningRate, this.seed, step, dropPathKeep);
  }

  /** Returns the scheduled values of a step. @param step step of the whole training, from 0 */
  schedule(step: number): Schedule {
    const { learningRate: start, learningRateEnd: end, dropPathKeep, scheduledDropPath } = this.settings;
    const progress = step / this.steps;
    return {
      learningRate: cosineDecay(start, end, progress),
      dropPathKeep: 1 - (1 - dropPathKeep) * (scheduledDropPath ? progress : 1),
    };
  }

  /** Number of validation images. */
  get validationCount(): number {
    return this.data.images.labels.length - this.data.trainCount;
  }

  /** Returns mean loss and accuracy on the validation images. Batch norm uses running averages. */
  validate(): ClassifierMetrics {
    const { trainCount } = this.data;
    const images = Int32Array.from({ length: this.validationCount }, (_, i) => trainCount + i);
    return this.child.evaluate(this.toBatch(images));
  }

  save(prefix: string): void {
    this.child.save(prefix);
  }

  restore(prefix: string): void {
    this.child.restore(prefix);
  }

  dispose(): void {
    this.child.dispose();
  }

  private toBatch(images: Int32Array): ImageBatch {
    return { indices: images, labels: images.map((image) => this.data.images.labels[image]) };
  }

  /** Returns the training images in the shuffled order of an epoch. */
  private getEpochOrder(epoch: number): Int32Array {
    if (this.order.epoch !== epoch) {
      const images = randomPermutation(
        createRandomStream(this.seed, 'child-order', epoch),
        this.data.trainCount,
      );
      this.order = { epoch, images };
    }
    return this.order.images;
  }
}
