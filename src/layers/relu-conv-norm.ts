import { batchNorm } from '../graph/ops/batch-norm';
import { relu } from '../graph/ops/unary';
import type { Tensor } from '../graph/tensor';
import type { Norm } from './norm';
import { ones, weights, zeros, type Piece } from './parameters/spec';
import { pointwise } from './pointwise';

/** Parameters of `reluConvNorm`. */
export function reluConvNormPieces(channelsIn: number, channelsOut: number): Piece[] {
  return [weights([channelsIn, channelsOut], channelsIn), ones(channelsOut), zeros(channelsOut)];
}

/** ReLU, 1x1 convolution, batch norm: [batch, height, width, channelsIn] -> [..., channelsOut]. */
export function reluConvNorm(
  x: Tensor,
  [filter, gamma, beta]: readonly Tensor[],
  norm: Norm = batchNorm,
): Tensor {
  return norm(pointwise(relu(x), filter), gamma, beta);
}
