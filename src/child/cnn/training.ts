import type { CnnChildSettings } from '../../config/schema/child';
import { type ChannelStatistics, computeChannelStatistics } from '../../data/images/channel-statistics';
import type { ImageDataset, ImageSet } from '../../data/images/dataset';
import type { DatasetSplit } from '../../data/images/split';
import { selectImages } from '../../data/images/subset';
import { InputError } from '../../errors';
import { cosineDecay } from '../../networks/cosine-schedule';
import { createRandomStream, randomPermutation } from '../../random';
import type { CnnCells } from '../../space/cnn/cells';
import { type ClassifierStep, CnnChild, type CnnChildSpec, type ImageBatch } from '../cnn';

/** The images that a child is trained and scored on. */
export interface ChildImages {
  /** First those that are trained on, then those held out. */
  readonly images: ImageSet;
  readonly trainCount: number;
  readonly statistics: ChannelStatistics;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly classes: number;
}

/** The images of a split, and the statistics of those that are trained on. */
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

/** What the graph of a child is made from. @param nodes B, nodes per cell */
export function toCnnChildSpec(settings: CnnChildSettings, nodes: number, images: ChildImages): CnnChildSpec {
  const { height, width, channels, classes, statistics } = images;
  return {
    ...settings,
    nodes,
    classes,
    auxiliaryHead: settings.auxiliaryWeight > 0,
    images: images.images.labels.length,
    height,
    width,
    imageChannels: channels,
    statistics,
    augmentation: settings,
    dropPathKeep: settings.dropPathKeep === 1 ? 1 : 'fed',
  };
}

/** What a step is taken with. */
export interface Schedule {
  readonly learningRate: number;
  /** Probability that a path is kept. */
  readonly dropPathKeep: number;
}

/**
 * One architecture's training, step by step (paper, section 4.1). What a step does depends on settings, seed and the step's
 * number alone, and on the weights.
 */
export class CnnChildTraining {
  readonly spec: CnnChildSpec;
  readonly stepsPerEpoch: number;
  /** Steps of all epochs. */
  readonly steps: number;
  private readonly child: CnnChild;
  private order: { epoch: number; images: Int32Array } = { epoch: -1, images: new Int32Array() };

  /**
   * Builds the network and draws its weights.
   *
   * @throws InputError where there are too few images for a batch; EnvironmentError where the native library is missing
   */
  constructor(
    private readonly settings: CnnChildSettings,
    cells: CnnCells,
    private readonly data: ChildImages,
    private readonly seed: number,
  ) {
    if (data.trainCount < settings.batchSize) {
      throw new InputError(
        `child.batchSize is ${settings.batchSize}, but there are ${data.trainCount} images to train on: use at most as many.`,
      );
    }
    this.stepsPerEpoch = Math.floor(data.trainCount / settings.batchSize);
    this.steps = this.stepsPerEpoch * settings.epochs;
    this.spec = toCnnChildSpec(settings, cells.normal.nodes.length, data);
    this.child = new CnnChild(this.spec, cells, data.images.pixels, seed);
  }

  /** @param step of the whole training, from 0 */
  train(step: number): ClassifierStep {
    const { batchSize } = this.settings;
    const first = (step % this.stepsPerEpoch) * batchSize;
    const images = this.getEpochOrder(Math.floor(step / this.stepsPerEpoch)).slice(first, first + batchSize);
    const { learningRate, dropPathKeep: dropPathKeep } = this.schedule(step);
    return this.child.train(this.toBatch(images), learningRate, this.seed, step, dropPathKeep);
  }

  /** What changes from step to step. @param step of the whole training, from 0 */
  schedule(step: number): Schedule {
    const { learningRate: start, learningRateEnd: end, dropPathKeep, scheduledDropPath } = this.settings;
    const progress = step / this.steps;
    return {
      learningRate: cosineDecay(start, end, progress),
      dropPathKeep: 1 - (1 - dropPathKeep) * (scheduledDropPath ? progress : 1),
    };
  }

  /** Images held out. */
  get validationCount(): number {
    return this.data.images.labels.length - this.data.trainCount;
  }

  /** Mean loss and accuracy on the images held out, by running averages. */
  validate(): { loss: number; accuracy: number } {
    const { trainCount } = this.data;
    return this.child.evaluate(
      this.toBatch(Int32Array.from({ length: this.validationCount }, (_, i) => trainCount + i)),
    );
  }

  /** Writes weights and optimizer as files that begin with `prefix`. */
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

  /** The training images in the order of an epoch, shuffled anew for each. */
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
