import { relu } from '../graph/ops/unary';
import type { Tensor } from '../graph/tensor';
import type { Norm } from './norm';
import { ones, weights, zeros, type Piece } from './parameters/spec';
import { pointwise } from './pointwise';

/** The depthwise convolution of a turn, 0 or 1. */
type Depthwise = (x: Tensor, turn: number, stride: number) => Tensor;

/** Parameters of a separable convolution applied twice, without its depthwise filters. */
export function separablePieces(channels: number): Piece[] {
  const once = [weights([channels, channels], channels), ones(channels), zeros(channels)];
  return [...once, ...once];
}

/**
 * ReLU, depthwise convolution, 1x1 convolution, batch norm, twice; the stride is the first one's.
 *
 * @param x [batch, height, width, channels]
 */
export function separableTwice(
  x: Tensor,
  [filter1, gamma1, beta1, filter2, gamma2, beta2]: readonly Tensor[],
  depthwise: Depthwise,
  stride: number,
  norm: Norm,
): Tensor {
  const once = norm(pointwise(depthwise(relu(x), 0, stride), filter1), gamma1, beta1);
  return norm(pointwise(depthwise(relu(once), 1, 1), filter2), gamma2, beta2);
}
