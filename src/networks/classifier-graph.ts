import type { ChannelStatistics } from '../data/images/channel-statistics';
import { computeGradients } from '../graph/differentiate';
import type { Graph } from '../graph/graph';
import { groupNodes } from '../graph/group';
import {
  add,
  assign,
  bitcastToUint8,
  gatherRows,
  mean,
  mul,
  reshape,
  restore,
  save,
  scale,
  slice,
  sum,
  variable,
  type Variable,
} from '../graph/ops';
import { addWeightDecay, clipByGlobalNorm, globalNorm } from '../graph/optimizers/gradient-transforms';
import { applyMomentum } from '../graph/optimizers/momentum';
import { type Trainable, zipGradients } from '../graph/optimizers/trainable';
import { countElements, type GraphNode, type Tensor } from '../graph/tensor';
import { augment, type Augmentation, normalizePixels } from '../layers/augmentation';
import { classificationLoss, countCorrect, isCorrect } from '../layers/classifier';
import type { DropSettings, Logits } from './stacked-cells';

/** What is trained on which images, and how; of the network, only its noise. */
export interface ClassifierSpec {
  /** The images that lie on the device: [images, height, width, imageChannels], 8-bit. */
  readonly images: number;
  readonly height: number;
  readonly width: number;
  readonly imageChannels: number;
  readonly statistics: ChannelStatistics;
  readonly augmentation: Augmentation;
  readonly batchSize: number;
  readonly evalBatchSize: number;
  readonly momentum: number;
  readonly nesterov: boolean;
  readonly weightDecay: number;
  /** Largest global norm of all gradients; 0 leaves them alone. */
  readonly clipNorm: number;
  /** Probability that a path is kept; `fed`: an input `keep_path` of every step. */
  readonly dropPathKeep: number | 'fed';
  readonly dropoutKeep: number;
  readonly auxiliaryWeight: number;
  readonly labelSmoothing: number;
}

/** A network as the classifier's graph needs it. */
export interface ClassifierNetwork {
  /** Inputs that every signature takes besides its own. */
  readonly inputs: Readonly<Record<string, Tensor>>;
  /** Builds the network to train. @param images [batch, height, width, channels], normalized */
  buildForTraining(
    images: Tensor,
    dropSettings: DropSettings,
  ): {
    readonly logits: Logits;
    readonly trainables: readonly Trainable[];
    /** What else a step changes. */
    readonly updates: readonly GraphNode[];
  };
  /** Builds the network to score. @returns [batch, classes] */
  buildForEvaluation(images: Tensor): Tensor;
  /** All variables but the optimizer's. */
  readonly variables: readonly Variable[];
  /** @param seed int32 [2] */
  initialize(seed: Tensor): readonly GraphNode[];
}

/**
 * Adds what trains and scores a network on images that lie on the device. Signatures:
 *
 * - `load`: pixels onto the device, four to an int32
 * - `init`: all parameters drawn from `seed`
 * - `train`: one step on the images `indices` with `labels`; `seed` is (run's seed, step); gives the mean loss, the number
 *   of images classified rightly and the norm of all gradients before they are clipped
 * - `evaluate`: for a batch, the sum of the losses and the number classified rightly, both over images of weight 1
 * - `save`, `restore`: parameters and optimizer to and from a checkpoint
 */
export function defineClassifierSignatures(
  graph: Graph,
  spec: ClassifierSpec,
  network: ClassifierNetwork,
): void {
  const pixels = defineLoadSignature(graph, spec);
  const optimizerState = graph.scope('train', () => defineTrainSignature(graph, spec, network, pixels));
  graph.scope('evaluate', () => defineEvaluateSignature(graph, spec, network, pixels));

  const seed = graph.placeholder('init/seed', [2], 'int32', 'cpu');
  const reset = optimizerState.map(({ variable: each, initial }) =>
    assign(each, graph.constant([initial], each.shape)),
  );
  graph.signature('init', { seed }, { done: groupNodes(graph, [...network.initialize(seed), ...reset]) });

  const checkpointed = [...network.variables, ...optimizerState.map((each) => each.variable)];
  const prefix = graph.placeholder('prefix', [], 'string', 'cpu');
  graph.signature('save', { prefix }, { done: groupNodes(graph, [save(prefix, checkpointed)]) });
  graph.signature('restore', { prefix }, { done: groupNodes(graph, restore(prefix, checkpointed)) });
}

function defineLoadSignature(
  graph: Graph,
  { images, height, width, imageChannels }: ClassifierSpec,
): Variable {
  const pixels = variable(graph, 'images', [images, height, width, imageChannels], 'uint8');
  const words = graph.placeholder('words', [Math.ceil(countElements(pixels.shape) / 4)], 'int32', 'cpu');
  const bytes = slice(
    reshape(bitcastToUint8(words), [4 * words.shape[0]]),
    [0],
    [countElements(pixels.shape)],
  );
  graph.signature(
    'load',
    { words },
    { done: groupNodes(graph, [assign(pixels, reshape(bytes, pixels.shape))]) },
  );
  return pixels;
}

/** @returns the optimizer's variables */
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
    foldIn(seed, 0),
  );
  const { logits, trainables, updates } = network.buildForTraining(images, {
    dropPathKeep: dropPathKeep,
    dropoutKeep: spec.dropoutKeep,
    pathSeed: foldIn(seed, 1),
    featureSeed: foldIn(seed, 2),
  });
  const loss = mean(classificationLoss(logits.main, labels, spec.labelSmoothing), [0]);
  const total = logits.auxiliary
    ? add(loss, scale(mean(classificationLoss(logits.auxiliary, labels, spec.labelSmoothing), [0]), spec.auxiliaryWeight)) // prettier-ignore
    : loss;
  const rawGradients = zipGradients(trainables, computeGradients(total, trainables.map((each) => each.value))); // prettier-ignore
  const norm = globalNorm(rawGradients);
  const preparedGradients = addWeightDecay(
    clipByGlobalNorm(rawGradients, spec.clipNorm, norm),
    spec.weightDecay,
  );
  const { momentum, nesterov } = spec;
  const update = applyMomentum(graph, preparedGradients, { learningRate, momentum, nesterov });
  graph.signature(
    'train',
    {
      indices,
      labels,
      learning_rate: learningRate,
      seed,
      ...(typeof dropPathKeep === 'number' ? {} : { keep_path: dropPathKeep }),
      ...network.inputs,
    },
    {
      loss: add(loss, groupNodes(graph, [...update.nodes, ...updates])),
      right: countCorrect(logits.main, labels),
      gradient_norm: norm,
    },
  );
  return update.state;
}

function defineEvaluateSignature(
  graph: Graph,
  spec: ClassifierSpec,
  network: ClassifierNetwork,
  pixels: Variable,
): void {
  const indices = graph.placeholder('evaluate/indices', [spec.evalBatchSize], 'int32');
  const labels = graph.placeholder('evaluate/labels', [spec.evalBatchSize], 'int32');
  const weight = graph.placeholder('evaluate/weight', [spec.evalBatchSize], 'float32');
  const images = normalizePixels(gatherRows(pixels, indices), spec.statistics);
  const logits = network.buildForEvaluation(images);
  const toWeightedSum = (perImage: Tensor) => sum(mul(perImage, weight), [0]);
  graph.signature(
    'evaluate',
    { indices, labels, weight, ...network.inputs },
    {
      loss: toWeightedSum(classificationLoss(logits, labels)),
      right: toWeightedSum(isCorrect(logits, labels)),
    },
  );
}

/** A seed of its own for each use of randomness in a step. */
function foldIn(seed: Tensor, use: number): Tensor {
  // The step is multiplied, so that no use of one step meets another use of the next.
  return add(mul(seed, seed.node.graph.integers([1, 8])), seed.node.graph.integers([0, use]));
}
