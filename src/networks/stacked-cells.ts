import { batchNorm } from '../graph/ops/batch-norm';
import { conv2d } from '../graph/ops/conv2d';
import { averagePool } from '../graph/ops/pool';
import { reshape } from '../graph/ops/reshape';
import { relu } from '../graph/ops/unary';
import type { Tensor } from '../graph/tensor';
import { pooledFeatures } from '../layers/classifier';
import type { Parameters } from '../layers/parameters/flat';
import { linear, linearPieces } from '../layers/linear';
import type { Norm } from '../layers/norm';
import { ones, weights, zeros } from '../layers/parameters/spec';
import { pointwise } from '../layers/pointwise';
import { dropout, pathMasks } from '../layers/dropout';

/** The network around the cells. */
export interface NetworkSpec {
  /** B, nodes per cell. */
  readonly nodes: number;
  /** N, normal cells in each of the three stacks. */
  readonly layers: number;
  /** F, channels of the first stack. */
  readonly channels: number;
  readonly classes: number;
  /** A second classifier after the last reduction cell, for training only (Szegedy et al., CVPR 2015). */
  readonly auxiliaryHead: boolean;
}

/** What is random while training, or null for scoring, where nothing is. */
export interface Noise {
  /** Probability that a path is kept; a scalar tensor where it changes from step to step. */
  readonly keepPath: number | Tensor;
  readonly keepFeature: number;
  /** int32 [2] each. */
  readonly pathSeed: Tensor;
  readonly featureSeed: Tensor;
}

export interface Logits {
  /** [batch, classes] */
  readonly main: Tensor;
  /** [batch, classes], where there is an auxiliary head and the network is built to train. */
  readonly auxiliary: Tensor | null;
}

/** Where a cell stands in the network. */
export interface CellPlace {
  /** Name of its parameters, unique in the network. */
  readonly name: string;
  readonly kind: 'normal' | 'reduction';
  /** Channels of all its states. */
  readonly channels: number;
  /** Drop-path masks [batch, 1, 1, 1] for the two branches of each node, or null to keep all paths. */
  readonly pathMasks: readonly Tensor[] | null;
}

/** Builds a cell of the outputs of the cell before the last and of the last. */
export type CellBuilder = (place: CellPlace, before: Tensor, last: Tensor) => Tensor;

/**
 * The whole network: stem, three stacks of N normal cells with a reduction cell between each two, classifier.
 *
 * @param images [batch, height, width, channels], normalised
 */
export function stackedCells(
  parameters: Parameters,
  spec: NetworkSpec,
  images: Tensor,
  noise: Noise | null,
  norm: Norm,
  cell: CellBuilder,
): Logits {
  const cells = 3 * spec.layers + 2;
  const reductions = [spec.layers, 2 * spec.layers + 1];
  const [batch] = images.shape;
  const perCell = 2 * spec.nodes;
  const masks =
    noise && noise.keepPath !== 1 ? pathMasks(cells * perCell, batch, noise.keepPath, noise.pathSeed) : null;
  let channels = spec.channels;
  let before = stem(parameters, spec, images, norm);
  let last = before;
  let auxiliary: Tensor | null = null;
  for (let i = 0; i < cells; i++) {
    const kind = reductions.includes(i) ? 'reduction' : 'normal';
    if (kind === 'reduction') channels *= 2;
    const own = masks?.slice(i * perCell, (i + 1) * perCell) ?? null;
    const out = cell({ name: `cell${i}`, kind, channels, pathMasks: own }, before, last);
    [before, last] = [last, out];
    if (i === reductions[1] && spec.auxiliaryHead && noise) auxiliary = auxiliaryHead(parameters, spec, out);
  }
  const features = pooledFeatures(last);
  const kept = noise ? dropout(features, noise.keepFeature, noise.featureSeed) : features;
  return {
    main: linear(kept, parameters.fixed('classifier', linearPieces(kept.shape[1], spec.classes))),
    auxiliary,
  };
}

/** 3x3 convolution to three times the first stack's channels, and batch norm. */
function stem(parameters: Parameters, spec: NetworkSpec, images: Tensor, norm: Norm): Tensor {
  const inputs = images.shape[3];
  const outputs = 3 * spec.channels;
  const [filter, gamma, beta] = parameters.fixed('stem', [
    weights([3, 3, inputs, outputs], 9 * inputs),
    ones(outputs),
    zeros(outputs),
  ]);
  return norm(conv2d(images, filter), gamma, beta);
}

/** Channels of the auxiliary head's two convolutions, as in NASNet (Zoph et al., CVPR 2018). */
const AUXILIARY_CHANNELS = [128, 768];

/**
 * Pooling, 1x1 convolution, convolution over all that is left, classifier; batch norm and ReLU between them. It only
 * trains, so its norms need no running averages.
 */
function auxiliaryHead(parameters: Parameters, spec: NetworkSpec, x: Tensor): Tensor {
  const side = Math.min(5, x.shape[1], x.shape[2]);
  const pooled = averagePool(relu(x), side, 3, 'VALID');
  const [, height, width, channels] = pooled.shape;
  const [narrow, wide] = AUXILIARY_CHANNELS;
  const [filter1, gamma1, beta1, filter2, gamma2, beta2] = parameters.fixed('auxiliary', [
    weights([channels, narrow], channels),
    ones(narrow),
    zeros(narrow),
    weights([height * width * narrow, wide], height * width * narrow),
    ones(wide),
    zeros(wide),
  ]);
  const squeezed = relu(batchNorm(pointwise(pooled, filter1), gamma1, beta1));
  const [batch] = squeezed.shape;
  const whole = reshape(squeezed, [batch, 1, 1, height * width * narrow]);
  const features = reshape(relu(batchNorm(pointwise(whole, filter2), gamma2, beta2)), [batch, wide]);
  return linear(features, parameters.fixed('auxiliary classifier', linearPieces(wide, spec.classes)));
}
