import { averagePool, batchNorm, conv2d, relu, reshape } from '../graph/ops';
import type { Tensor } from '../graph/tensor';
import { poolFeatures } from '../layers/classifier';
import { createDropPathMasks, dropout } from '../layers/dropout';
import { linear, linearParams } from '../layers/linear';
import type { Normalization } from '../layers/norm';
import type { ParameterSource } from '../layers/parameters/flat';
import { heNormal, onesInit, zerosInit } from '../layers/parameters/spec';
import { pointwise } from '../layers/pointwise';

/** The network around the cells. */
export interface CnnNetworkSpec {
  /** B, nodes per cell. */
  readonly nodes: number;
  /** N, normal cells in each of the three stacks. */
  readonly cellsPerStack: number;
  /** F, channels of the first stack. */
  readonly channels: number;
  readonly classes: number;
  /** A second classifier after the last reduction cell, for training only (Szegedy et al., CVPR 2015). */
  readonly auxiliaryHead: boolean;
}

/** What is random while training, or null for scoring, where nothing is. */
export interface DropSettings {
  /** Probability that a path is kept; a scalar tensor where it changes from step to step. */
  readonly dropPathKeep: number | Tensor;
  readonly dropoutKeep: number;
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
export interface CellContext {
  /** Name of its parameters, unique in the network. */
  readonly name: string;
  readonly kind: 'normal' | 'reduction';
  /** Channels of all its states. */
  readonly channels: number;
  /** Drop-path masks [batch, 1, 1, 1] for the two branches of each node, or null to keep all paths. */
  readonly dropPathMasks: readonly Tensor[] | null;
}

/** Builds a cell of the outputs of the cell before the last and of the last. */
export type CnnCellBuilder = (place: CellContext, before: Tensor, last: Tensor) => Tensor;

/**
 * The whole network: stem, three stacks of N normal cells with a reduction cell between each two, classifier.
 *
 * @param images [batch, height, width, channels], normalized
 */
export function stackCells(
  parameters: ParameterSource,
  spec: CnnNetworkSpec,
  images: Tensor,
  dropSettings: DropSettings | null,
  norm: Normalization,
  buildCell: CnnCellBuilder,
): Logits {
  const cells = 3 * spec.cellsPerStack + 2;
  const reductions = [spec.cellsPerStack, 2 * spec.cellsPerStack + 1];
  const [batch] = images.shape;
  const pathsPerCell = 2 * spec.nodes;
  const masks =
    dropSettings && dropSettings.dropPathKeep !== 1
      ? createDropPathMasks(cells * pathsPerCell, batch, dropSettings.dropPathKeep, dropSettings.pathSeed)
      : null;
  let channels = spec.channels;
  let before = stem(parameters, spec, images, norm);
  let last = before;
  let auxiliary: Tensor | null = null;
  for (let i = 0; i < cells; i++) {
    const kind = reductions.includes(i) ? 'reduction' : 'normal';
    if (kind === 'reduction') channels *= 2;
    const cellMasks = masks?.slice(i * pathsPerCell, (i + 1) * pathsPerCell) ?? null;
    const out = buildCell({ name: `cell${i}`, kind, channels, dropPathMasks: cellMasks }, before, last);
    [before, last] = [last, out];
    if (i === reductions[1] && spec.auxiliaryHead && dropSettings)
      auxiliary = auxiliaryHead(parameters, spec, out);
  }
  const features = poolFeatures(last);
  const classifierInput = dropSettings
    ? dropout(features, dropSettings.dropoutKeep, dropSettings.featureSeed)
    : features;
  return {
    main: linear(
      classifierInput,
      parameters.getWeights('classifier', linearParams(classifierInput.shape[1], spec.classes)),
    ),
    auxiliary,
  };
}

/** 3x3 convolution to three times the first stack's channels, and batch norm. */
function stem(
  parameters: ParameterSource,
  spec: CnnNetworkSpec,
  images: Tensor,
  norm: Normalization,
): Tensor {
  const inputs = images.shape[3];
  const outputs = 3 * spec.channels;
  const [filter, gamma, beta] = parameters.getWeights('stem', [
    heNormal([3, 3, inputs, outputs], 9 * inputs),
    onesInit(outputs),
    zerosInit(outputs),
  ]);
  return norm(conv2d(images, filter), gamma, beta);
}

/** Channels of the auxiliary head's two convolutions, as in NASNet (Zoph et al., CVPR 2018). */
const AUXILIARY_CHANNELS = [128, 768];

/**
 * Pooling, 1x1 convolution, convolution over all that is left, classifier; batch norm and ReLU between them. It only
 * trains, so its norms need no running averages.
 */
function auxiliaryHead(parameters: ParameterSource, spec: CnnNetworkSpec, x: Tensor): Tensor {
  const side = Math.min(5, x.shape[1], x.shape[2]);
  const pooled = averagePool(relu(x), side, 3, 'VALID');
  const [, height, width, channels] = pooled.shape;
  const [narrow, wide] = AUXILIARY_CHANNELS;
  const [filter1, gamma1, beta1, filter2, gamma2, beta2] = parameters.getWeights('auxiliary', [
    heNormal([channels, narrow], channels),
    onesInit(narrow),
    zerosInit(narrow),
    heNormal([height * width * narrow, wide], height * width * narrow),
    onesInit(wide),
    zerosInit(wide),
  ]);
  const squeezed = relu(batchNorm(pointwise(pooled, filter1), gamma1, beta1));
  const [batch] = squeezed.shape;
  const whole = reshape(squeezed, [batch, 1, 1, height * width * narrow]);
  const features = reshape(relu(batchNorm(pointwise(whole, filter2), gamma2, beta2)), [batch, wide]);
  return linear(features, parameters.getWeights('auxiliary classifier', linearParams(wide, spec.classes)));
}
