import type { ChannelStatistics } from '../../data/images/channel-statistics';
import { computeGradients } from '../../graph/differentiate';
import type { Graph } from '../../graph/graph';
import { groupNodes } from '../../graph/group';
import {
  add,
  assign,
  bitcastToUint8,
  gatherRows,
  mean,
  mul,
  readVariable,
  reshape,
  scale,
  slice,
  stack,
  sum,
  unstack,
  variable,
  type Variable,
} from '../../graph/ops';
import { applyPolyakAveraging } from '../../graph/optimizers/average';
import { addWeightDecay, clipByGlobalNorm, globalNorm } from '../../graph/optimizers/gradient-transforms';
import { applyMomentum } from '../../graph/optimizers/momentum';
import {
  initializeState,
  type OptimizerUpdate,
  type Trainable,
  zipGradients,
} from '../../graph/optimizers/trainable';
import { countElements, type DType, type GraphNode, type Tensor } from '../../graph/tensor';
import { augment, type Augmentation, normalizePixels } from '../../layers/augmentation';
import { classificationLoss, countCorrect, isCorrect } from '../../layers/classifier';
import { foldIn } from '../../layers/fold-in';
import { defineCheckpointSignatures } from '../checkpoint';
import type { DropSettings, Logits } from './network';

/** More than the uses of random numbers in a step. Part of the graph: it must not change. */
const RANDOM_USES = 8;

/** Images, batches and training settings of an image classifier, without its network. */
export interface ClassifierSpec {
  /** The images on the device: [images, height, width, imageChannels], 8-bit. */
  readonly images: number;
  readonly height: number;
  readonly width: number;
  readonly imageChannels: number;
  readonly statistics: ChannelStatistics;
  readonly augmentation: Augmentation;
  readonly batchSize: number;
  readonly evalBatchSize: number;
  /** Batches that are evaluated side by side in one call. The results are the same, whatever the number. */
  readonly parallelBatches: number;
  readonly momentum: number;
  readonly nesterov: boolean;
  readonly weightDecay: number;
  /** Largest global norm of all gradients; 0: no clipping. */
  readonly clipNorm: number;
  /** Probability of keeping a path (drop-path); `fed`: fed to every step as `keep_path`. */
  readonly dropPathKeep: number | 'fed';
  readonly dropoutKeep: number;
  readonly auxiliaryWeight: number;
  readonly labelSmoothing: number;
  /** Evaluates with averages of the weights, over the steps that are fed `averaging` 1. */
  readonly averageWeights: boolean;
}

/** The network of a classifier. */
export interface ClassifierNetwork {
  /** Additional inputs of `train` and `evaluate`. */
  readonly inputs: Readonly<Record<string, Tensor>>;
  /** Builds the network for training. @param images [batch, height, width, channels], normalized */
  buildForTraining(
    images: Tensor,
    dropSettings: DropSettings,
  ): {
    readonly logits: Logits;
    readonly trainables: readonly Trainable[];
    /** Updates of a step in addition to the optimizer's. */
    readonly updates: readonly GraphNode[];
  };
  /**
   * Builds the network for evaluation, once for each batch.
   *
   * @param batches normalized images, [batch, height, width, channels] each
   * @param substitute the variable to read instead of a parameter: its average, if weights are averaged
   * @returns logits of each batch, [batch, classes]
   */
  buildForEvaluation(batches: readonly Tensor[], substitute: (of: Variable) => Variable): Tensor[];
  /** All variables except the optimizer's. */
  readonly variables: readonly Variable[];
  /** Initializes the variables at random. @param seed int32 [2] */
  initialize(seed: Tensor): readonly GraphNode[];
}

/** Variables of a classifier's signatures, besides those of its network. */
export interface ClassifierVariables {
  /** The images on the device: uint8 [images, height, width, channels]. */
  readonly pixels: Variable;
  readonly optimizerState: OptimizerUpdate['state'];
  /** The average of each parameter; empty if weights are not averaged. */
  readonly averages: ReadonlyMap<Variable, Variable>;
}

/**
 * Defines the signatures that train and evaluate a network on images on the device:
 *
 * - `load`: copies pixels to the device, four per int32
 * - `init`: initializes all parameters from `seed`
 * - `train`: runs one step on the images `indices` with `labels`, where `seed` is (run's seed, step). Returns the mean
 *   loss, the number of correctly classified images and the norm of all gradients before clipping
 * - `evaluate`: returns the sum of the losses and the number of correctly classified images over images of weight 1, for each of
 *   `parallelBatches` batches
 * - `begin_averaging`, if weights are averaged: starts a new average
 * - `save`, `restore`: write and read a checkpoint of parameters and optimizer
 */
export function defineClassifierSignatures(
  graph: Graph,
  spec: ClassifierSpec,
  network: ClassifierNetwork,
): ClassifierVariables {
  const pixels = defineLoadSignature(graph, spec);
  const { optimizerState, averages } = graph.scope('train', () =>
    defineTrainSignature(graph, spec, network, pixels),
  );
  const toAverage = (parameter: Variable): Variable => averages.get(parameter) ?? parameter;
  graph.scope('evaluate', () => defineEvaluateSignature(graph, spec, network, pixels, toAverage));

  const seed = graph.placeholder('init/seed', [2], 'int32', 'cpu');
  const resets = initializeState(graph, optimizerState);
  const initialized = network.initialize(seed);
  const copies = [...averages].map(([parameter, average]) =>
    assign(average, readVariable(parameter, initialized)),
  );
  graph.signature('init', { seed }, { done: groupNodes(graph, [...initialized, ...resets, ...copies]) });
  defineCheckpointSignatures(graph, [
    ...network.variables,
    ...averages.values(),
    ...optimizerState.map((each) => each.variable),
  ]);
  return { pixels, optimizerState, averages };
}

/** @returns the images on the device, uint8 */
function defineLoadSignature(
  graph: Graph,
  { images, height, width, imageChannels }: ClassifierSpec,
): Variable {
  const pixels = variable(graph, 'images', [images, height, width, imageChannels], 'uint8');
  const words = graph.placeholder('words', [Math.ceil(countElements(pixels.shape) / 4)], 'int32', 'cpu');
  const padded = reshape(bitcastToUint8(words), [4 * words.shape[0]]);
  const bytes = slice(padded, [0], [countElements(pixels.shape)]);
  const loaded = assign(pixels, reshape(bytes, pixels.shape));
  graph.signature('load', { words }, { done: groupNodes(graph, [loaded]) });
  return pixels;
}

/** @returns the optimizer's variables, and the average of each parameter if weights are averaged */
function defineTrainSignature(
  graph: Graph,
  spec: ClassifierSpec,
  network: ClassifierNetwork,
  pixels: Variable,
) {
  const indices = graph.placeholder('train/indices', [spec.batchSize], 'int32');
  const labels = graph.placeholder('train/labels', [spec.batchSize], 'int32');
  const learningRate = graph.placeholder('train/learning_rate', [], 'float32');
  const seed = graph.placeholder('train/seed', [2], 'int32', 'cpu');
  const dropPathKeep =
    spec.dropPathKeep === 'fed' ? graph.placeholder('train/keep_path', [], 'float32') : spec.dropPathKeep;
  const images = augment(
    normalizePixels(gatherRows(pixels, indices), spec.statistics),
    spec.augmentation,
    foldIn(seed, RANDOM_USES, 0),
  );
  const { logits, trainables, updates } = network.buildForTraining(images, {
    dropPathKeep,
    dropoutKeep: spec.dropoutKeep,
    pathSeed: foldIn(seed, RANDOM_USES, 1),
    featureSeed: foldIn(seed, RANDOM_USES, 2),
  });
  const meanLoss = (predicted: Tensor) =>
    mean(classificationLoss(predicted, labels, spec.labelSmoothing), [0]);
  const loss = meanLoss(logits.main);
  const total = logits.auxiliary ? add(loss, scale(meanLoss(logits.auxiliary), spec.auxiliaryWeight)) : loss;
  const parameters = trainables.map((each) => each.value);
  const rawGradients = zipGradients(trainables, computeGradients(total, parameters));
  const norm = globalNorm(rawGradients);
  const preparedGradients = addWeightDecay(
    clipByGlobalNorm(rawGradients, spec.clipNorm, norm),
    spec.weightDecay,
  );
  const { momentum, nesterov } = spec;
  const update = applyMomentum(graph, preparedGradients, { learningRate, momentum, nesterov });
  const averaging = spec.averageWeights ? graph.placeholder('train/averaging', [], 'float32') : null;
  const average =
    averaging &&
    applyPolyakAveraging(
      graph,
      preparedGradients.map(({ trainable }) => trainable),
      update.nodes,
      averaging,
    );
  graph.signature(
    'train',
    {
      indices,
      labels,
      learning_rate: learningRate,
      seed,
      ...(typeof dropPathKeep === 'number' ? {} : { keep_path: dropPathKeep }),
      ...(averaging ? { averaging } : {}),
      ...network.inputs,
    },
    {
      loss: add(loss, groupNodes(graph, [...update.nodes, ...(average?.nodes ?? []), ...updates])),
      right: countCorrect(logits.main, labels),
      gradient_norm: norm,
    },
  );
  if (average) graph.signature('begin_averaging', {}, { done: average.restarted });
  return {
    optimizerState: [...update.state, ...(average?.state ?? [])],
    averages: average?.averages ?? new Map<Variable, Variable>(),
  };
}

function defineEvaluateSignature(
  graph: Graph,
  spec: ClassifierSpec,
  network: ClassifierNetwork,
  pixels: Variable,
  toAverage: (of: Variable) => Variable,
): void {
  const indices = feedBatches(graph, 'evaluate/indices', 'int32', spec);
  const labels = feedBatches(graph, 'evaluate/labels', 'int32', spec);
  const weight = feedBatches(graph, 'evaluate/weight', 'float32', spec);
  const images = indices.batches.map((each) => normalizePixels(gatherRows(pixels, each), spec.statistics));
  const logits = network.buildForEvaluation(images, toAverage);
  const toWeightedSums = (measure: (predicted: Tensor, expected: Tensor) => Tensor) =>
    stack(
      logits.map((predicted, i) => sum(mul(measure(predicted, labels.batches[i]), weight.batches[i]), [0])),
    );
  graph.signature(
    'evaluate',
    { indices: indices.fed, labels: labels.fed, weight: weight.fed, ...network.inputs },
    {
      loss: toWeightedSums(classificationLoss),
      right: toWeightedSums(isCorrect),
    },
  );
}

/** Declares a value that is fed for each image, and returns those of each batch. */
function feedBatches(
  graph: Graph,
  name: string,
  dtype: DType,
  { parallelBatches, evalBatchSize }: ClassifierSpec,
): { fed: Tensor; batches: Tensor[] } {
  if (parallelBatches === 1) {
    // Without an op in between, which would have a GPU's integers in host memory.
    const fed = graph.placeholder(name, [evalBatchSize], dtype);
    return { fed, batches: [fed] };
  }
  const fed = graph.placeholder(name, [parallelBatches, evalBatchSize], dtype);
  return { fed, batches: unstack(fed) };
}
