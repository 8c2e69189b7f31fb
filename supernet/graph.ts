import type { ChannelStatistics } from '../src/data/statistics';
import { Graph } from '../src/graph/graph';
import { finished } from '../src/graph/finish';
import { gradients } from '../src/graph/differentiate';
import { add } from '../src/graph/ops/add';
import { bytesOf } from '../src/graph/ops/bitcast';
import { sum } from '../src/graph/ops/broadcast';
import { restore, save } from '../src/graph/ops/checkpoint';
import { mean } from '../src/graph/ops/mean';
import { mul, scale } from '../src/graph/ops/mul';
import { slice } from '../src/graph/ops/pad';
import { reshape } from '../src/graph/ops/reshape';
import { assign, gatherRows, variable } from '../src/graph/ops/variable';
import { momentumUpdate } from '../src/graph/optimisers/momentum';
import { clipByGlobalNorm, decayWeights, globalNorm } from '../src/graph/optimisers/regularise';
import { pair } from '../src/graph/optimisers/trainable';
import { size, type Tensor } from '../src/graph/tensor';
import { classificationLoss, countRight, isRight } from '../src/layers/classifier';
import { augment, normalise, type Augmentation } from '../src/layers/image-input';
import { Plan } from '../src/layers/plan';
import type { SupernetCells } from '../src/space/cnn-cells';
import { network, type NetworkSpec } from './network';

/** Everything that the graph of a supernet is made from. */
export interface SupernetSpec extends NetworkSpec {
  /** The images that lie on the device: [images, height, width, imageChannels], 8-bit. */
  readonly images: number;
  readonly height: number;
  readonly width: number;
  readonly imageChannels: number;
  readonly statistics: ChannelStatistics;
  readonly augmentation: Augmentation;
  readonly batchImages: number;
  readonly scoreBatchImages: number;
  readonly momentum: number;
  readonly nesterov: boolean;
  readonly weightDecay: number;
  /** Largest global norm of all gradients; 0 leaves them alone. */
  readonly clipNorm: number;
  readonly keepPath: number;
  readonly keepFeature: number;
  readonly auxiliaryWeight: number;
  readonly labelSmoothing: number;
}

/**
 * The supernet as one graph with the architecture as input. Its signatures:
 *
 * - `load`: pixels onto the device, four to an int32
 * - `init`: all parameters drawn from `seed`
 * - `train`: one step on the images `indices` with `labels` for the architecture that `cases` and `rows` route;
 *   `seed` is (run's seed, step); gives the mean loss, the number of
 *   images classified rightly and the norm of all gradients before they are clipped
 * - `evaluate`: for a batch, the sum of the losses and the number classified rightly, both over images of weight 1
 * - `save`, `restore`: parameters and optimiser to and from a checkpoint
 */
export function supernetGraph(spec: SupernetSpec): { graph: Graph; plan: Plan<SupernetCells> } {
  const plan = new Plan<SupernetCells>((scratch, builder) => {
    const seed = scratch.integers([0, 0]);
    const images = scratch.placeholder('images', [2, spec.height, spec.width, spec.imageChannels], 'float32');
    const { keepPath, keepFeature } = spec;
    network(builder, spec, images, { keepPath, keepFeature, pathSeed: seed, featureSeed: seed });
  });
  const graph = new Graph();
  const planned = plan.declare(graph);
  const route = { cases: planned.cases, rows: planned.rows };
  const pixels = variable(
    graph,
    'images',
    [spec.images, spec.height, spec.width, spec.imageChannels],
    'uint8',
  );

  const words = graph.placeholder('words', [Math.ceil(size(pixels.shape) / 4)], 'int32', 'cpu');
  const bytes = slice(reshape(bytesOf(words), [4 * words.shape[0]]), [0], [size(pixels.shape)]);
  graph.signature(
    'load',
    { words },
    { done: finished(graph, [assign(pixels, reshape(bytes, pixels.shape))]) },
  );

  const update = graph.scope('train', () => {
    const indices = graph.placeholder('train/indices', [spec.batchImages], 'int32');
    const labels = graph.placeholder('train/labels', [spec.batchImages], 'int32');
    const learningRate = graph.placeholder('train/learning_rate', [], 'float32');
    const seed = graph.placeholder('train/seed', [2], 'int32', 'cpu');
    const { builder, trainables } = planned.read();
    const images = augment(
      normalise(gatherRows(pixels, indices), spec.statistics),
      spec.augmentation,
      purpose(seed, 0),
    );
    const { keepPath, keepFeature } = spec;
    const noise = { keepPath, keepFeature, pathSeed: purpose(seed, 1), featureSeed: purpose(seed, 2) };
    const logits = network(builder, spec, images, noise);
    const loss = mean(classificationLoss(logits.main, labels, spec.labelSmoothing), [0]);
    const total = logits.auxiliary
      ? add(loss, scale(mean(classificationLoss(logits.auxiliary, labels, spec.labelSmoothing), [0]), spec.auxiliaryWeight)) // prettier-ignore
      : loss;
    const raw = pair(trainables, gradients(total, trainables.map((each) => each.value))); // prettier-ignore
    const norm = globalNorm(raw);
    const ready = decayWeights(clipByGlobalNorm(raw, spec.clipNorm, norm), spec.weightDecay);
    const { momentum, nesterov } = spec;
    const made = momentumUpdate(graph, ready, { learningRate, momentum, nesterov });
    graph.signature(
      'train',
      { indices, labels, learning_rate: learningRate, seed, ...route },
      {
        loss: add(loss, finished(graph, made.nodes)),
        right: countRight(logits.main, labels),
        gradient_norm: norm,
      },
    );
    return made;
  });

  graph.scope('evaluate', () => {
    const indices = graph.placeholder('evaluate/indices', [spec.scoreBatchImages], 'int32');
    const labels = graph.placeholder('evaluate/labels', [spec.scoreBatchImages], 'int32');
    const weight = graph.placeholder('evaluate/weight', [spec.scoreBatchImages], 'float32');
    const images = normalise(gatherRows(pixels, indices), spec.statistics);
    const logits = network(planned.read().builder, spec, images, null).main;
    const over = (perImage: Tensor) => sum(mul(perImage, weight), [0]);
    graph.signature(
      'evaluate',
      { indices, labels, weight, ...route },
      { loss: over(classificationLoss(logits, labels)), right: over(isRight(logits, labels)) },
    );
  });

  const seed = graph.placeholder('init/seed', [2], 'int32', 'cpu');
  const drawn = planned.initialise(graph, seed);
  const reset = update.state.map(({ variable: each, initial }) =>
    assign(each, graph.constant([initial], each.shape)),
  );
  graph.signature('init', { seed }, { done: finished(graph, [...drawn, ...reset]) });

  const kept = [...planned.variables, ...update.state.map((each) => each.variable)];
  const prefix = graph.placeholder('prefix', [], 'string', 'cpu');
  graph.signature('save', { prefix }, { done: finished(graph, [save(prefix, kept)]) });
  graph.signature('restore', { prefix }, { done: finished(graph, restore(prefix, kept)) });
  return { graph, plan };
}

/** A seed of its own for each use of randomness in a step. */
function purpose(seed: Tensor, use: number): Tensor {
  // The step is multiplied, so that no use of one step meets another use of the next.
  return add(mul(seed, seed.node.graph.integers([1, 8])), seed.node.graph.integers([0, use]));
}
