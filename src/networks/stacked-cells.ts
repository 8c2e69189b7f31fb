import { averagePool, batchNorm, relu, reshape } from '../graph/ops';
import type { Tensor } from '../graph/tensor';
import { createDropPathMasks } from '../layers/dropout';
import { linear, linearParams } from '../layers/linear';
import type { Normalization } from '../layers/norm';
import type { ParameterSource } from '../layers/parameters/flat';
import { heNormal, onesInit, zerosInit } from '../layers/parameters/spec';
import { pointwise } from '../layers/pointwise';
import type { CnnNetworkSpec, DropSettings, Logits } from './classifier/network';
import { buildClassifier, buildStem } from './classifier/stem-and-head';

/** Size and structure of a network of stacked cells. */
export interface StackedCellsSpec extends CnnNetworkSpec {
  /** B, nodes per cell. */
  readonly nodes: number;
}

/** Name, kind and size of a cell in its network. */
export interface CellContext {
  /** Prefix of the names of its parameters, unique in the network. */
  readonly name: string;
  readonly kind: 'normal' | 'reduction';
  /** Channels of all its states. */
  readonly channels: number;
  /** Drop-path masks [batch, 1, 1, 1] for the two branches of each node, or null to keep all paths. */
  readonly dropPathMasks: readonly Tensor[] | null;
}

/** Builds a cell from the outputs of the two preceding cells, the last one second. */
export type CnnCellBuilder = (context: CellContext, before: Tensor, last: Tensor) => Tensor;

/**
 * Builds the whole network: stem, three stacks of N normal cells with a reduction cell between consecutive stacks,
 * classifier.
 *
 * @param images [batch, height, width, channels], normalized
 * @param dropSettings null for evaluation
 */
export function stackCells(
  parameters: ParameterSource,
  spec: StackedCellsSpec,
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
  let before = buildStem(parameters, 3 * spec.channels, images, norm);
  let last = before;
  let auxiliary: Tensor | null = null;
  for (let i = 0; i < cells; i++) {
    const kind = reductions.includes(i) ? 'reduction' : 'normal';
    if (kind === 'reduction') channels *= 2;
    const cellMasks = masks?.slice(i * pathsPerCell, (i + 1) * pathsPerCell) ?? null;
    const out = buildCell({ name: `cell${i}`, kind, channels, dropPathMasks: cellMasks }, before, last);
    [before, last] = [last, out];
    if (i === reductions[1] && spec.auxiliaryHead && dropSettings)
      auxiliary = buildAuxiliaryHead(parameters, spec, out);
  }
  return { main: buildClassifier(parameters, spec.classes, last, dropSettings), auxiliary };
}

/** Channels of the auxiliary head's two convolutions, as in NASNet (Zoph et al., CVPR 2018). */
const AUXILIARY_CHANNELS = [128, 768];

/**
 * Builds the auxiliary head: pooling, 1x1 convolution, convolution over all remaining pixels, classifier, with batch norm
 * and ReLU in between. It is used in training only, so that its batch norm needs no running averages.
 */
function buildAuxiliaryHead(parameters: ParameterSource, spec: CnnNetworkSpec, x: Tensor): Tensor {
  const side = Math.min(5, x.shape[1], x.shape[2]);
  const pooled = averagePool(relu(x), side, 3, 'VALID');
  const [, height, width, channels] = pooled.shape;
  const [narrow, wide] = AUXILIARY_CHANNELS;
  const [filter1, gamma1, beta1, filter2, gamma2, beta2] = parameters.getWeights('auxiliary', [
    heNormal('filter1', [channels, narrow], channels),
    onesInit('gamma1', narrow),
    zerosInit('beta1', narrow),
    heNormal('filter2', [height * width * narrow, wide], height * width * narrow),
    onesInit('gamma2', wide),
    zerosInit('beta2', wide),
  ]);
  const squeezed = relu(batchNorm(pointwise(pooled, filter1), gamma1, beta1));
  const [batch] = squeezed.shape;
  const whole = reshape(squeezed, [batch, 1, 1, height * width * narrow]);
  const features = reshape(relu(batchNorm(pointwise(whole, filter2), gamma2, beta2)), [batch, wide]);
  return linear(features, parameters.getWeights('auxiliary classifier', linearParams(wide, spec.classes)));
}
