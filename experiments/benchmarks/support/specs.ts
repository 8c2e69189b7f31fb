import type { ControllerSettings } from '../../../controller/controller';
import type { CnnChildSpec } from '../../../src/child/cnn';
import { paperCnnChild } from '../../../src/config/presets/child';
import type { Precision } from '../../../src/graph/tensor';
import type { CnnSupernetSpec } from '../../../supernet/cnn';
import type { RnnSupernetSpec } from '../../../supernet/rnn';

/** Size of a convolutional network and its batches. */
export interface CnnSize {
  readonly cellsPerStack: number;
  readonly channels: number;
  readonly batchSize: number;
  readonly evalBatchSize: number;
}

/** Parts of a convolutional network's training that a benchmark may leave out. */
export interface CnnParts {
  readonly augment: boolean;
  readonly auxiliaryHead: boolean;
}

/** Number of images that the benchmarks hold on the device: those of one batch. */
function countImages({ batchSize, evalBatchSize }: CnnSize): number {
  return Math.max(batchSize, evalBatchSize);
}

function createImageSpec(size: CnnSize, { augment, auxiliaryHead }: CnnParts, side: number) {
  return {
    ...size,
    classes: 10,
    auxiliaryHead,
    images: countImages(size),
    height: side,
    width: side,
    imageChannels: 3,
    statistics: { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] },
    augmentation: augment
      ? { cropPaddingPixels: 4, horizontalFlip: true, cutoutPixels: 16 }
      : { cropPaddingPixels: 0, horizontalFlip: false, cutoutPixels: 0 },
    momentum: 0.9,
    clipNorm: 5,
    dropoutKeep: 1,
    auxiliaryWeight: 0.4,
    labelSmoothing: 0,
    averageWeights: false,
    parallelBatches: 1,
  };
}

/** Returns the supernet of the benchmarks: drop-path, clipping, weight decay and momentum. */
export function createCnnSupernetSpec(
  size: CnnSize,
  parts: CnnParts,
  { nodes = 5, side = 32 } = {},
): CnnSupernetSpec {
  return {
    ...createImageSpec(size, parts, side),
    space: { name: 'cnn', nodes },
    nesterov: true,
    weightDecay: 1e-4,
    dropPathKeep: 0.9,
    recompute: false,
    accumulateStatistics: false,
    fineTuning: false,
  };
}

/** Returns the child of the benchmarks: drop-path, clipping, weight decay and momentum. */
export function createCnnChildSpec(
  size: CnnSize,
  parts: CnnParts,
  cellOutput = paperCnnChild.cellOutput,
): CnnChildSpec {
  return {
    ...createImageSpec(size, parts, 32),
    cellOutput,
    nesterov: false,
    weightDecay: 5e-4,
    dropPathKeep: 'fed',
  };
}

/** Nodes of the recurrent cells of the benchmarks. */
export const RNN_NODES = 12;

/** Size of a language model and its batches. */
export interface RnnSize {
  readonly hiddenSize: number;
  readonly vocabulary: number;
  readonly batchSize: number;
  readonly evalBatchSize: number;
  readonly bpttSteps: number;
}

/** Returns the RNN supernet of the benchmarks: clipping, weight decay and a carried hidden state. */
export function createRnnSupernetSpec(
  size: RnnSize,
  {
    dropout,
    averageWeights,
    precision = 'float32',
  }: { readonly dropout: boolean; readonly averageWeights: boolean; readonly precision?: Precision },
): RnnSupernetSpec {
  const keep = dropout ? 0.75 : 1;
  return {
    ...size,
    nodes: RNN_NODES,
    output: 'loose-ends',
    averageWeights,
    precision,
    weightDecay: 5e-7,
    clipNorm: 0.25,
    embeddingKeep: keep,
    hiddenKeep: keep,
    nodeKeep: keep,
    outputKeep: keep,
    activationRegularization: dropout ? 2 : 0,
    temporalActivationRegularization: dropout ? 1 : 0,
  };
}

/** The controller of NAO section 4.1 (Luo et al. 2018), with a batch of 100. */
export const CONTROLLER_SETTINGS: ControllerSettings = {
  embeddingSize: 32,
  hiddenSize: 96,
  predictorLayers: [],
  predictorLoss: 'squared-error',
  lambda: 0.9,
  learningRate: 0.001,
  epochs: 1000,
  batchSize: 100,
  clipNorm: 5,
  augmentSymmetric: true,
  input: 'full',
  predictor: 'network',
  targets: 'scores',
  pseudoLabels: 0,
  validationFraction: 0,
  evaluateEveryEpochs: 1000,
};
