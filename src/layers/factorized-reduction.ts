import { batchNorm } from '../graph/ops/batch-norm';
import { concat } from '../graph/ops/concat';
import { pad, slice } from '../graph/ops/pad';
import { averagePool } from '../graph/ops/pool';
import { relu } from '../graph/ops/unary';
import type { Tensor } from '../graph/tensor';
import type { Norm } from './norm';
import { ones, weights, zeros, type Piece } from './parameters/spec';
import { pointwise } from './pointwise';

/** Parameters of `factorisedReduction`. */
export function factorisedReductionPieces(channelsIn: number, channelsOut: number): Piece[] {
  const half = Math.floor(channelsOut / 2);
  return [
    weights([channelsIn, half], channelsIn),
    weights([channelsIn, channelsOut - half], channelsIn),
    ones(channelsOut),
    zeros(channelsOut),
  ];
}

/**
 * Halves height and width without losing pixels: ReLU, then a 1x1 convolution of every other pixel beside one of the
 * pixels between those, then batch norm. [batch, height, width, channelsIn] -> [batch, height / 2, width / 2, channelsOut],
 * rounded up.
 */
export function factorisedReduction(
  x: Tensor,
  [even, odd, gamma, beta]: readonly Tensor[],
  norm: Norm = batchNorm,
): Tensor {
  const positive = relu(x);
  const between = fill(everyOther(positive, 1), x.shape);
  const halves = [pointwise(everyOther(positive, 0), even), pointwise(between, odd)];
  return norm(concat(halves, 3), gamma, beta);
}

/** x[:, first::2, first::2, :], as pooling over windows of one pixel: several times as quick as StridedSlice. */
function everyOther(x: Tensor, first: 0 | 1): Tensor {
  const [batch, height, width, channels] = x.shape;
  const from = first === 0 ? x : slice(x, [0, 1, 1, 0], [batch, height - 1, width - 1, channels]);
  return averagePool(from, 1, 2);
}

/** An odd side has one pixel between fewer: zeros take its place. */
function fill(x: Tensor, [, height, width]: readonly number[]): Tensor {
  if (height % 2 === 0 && width % 2 === 0) return x;
  return pad(x, [
    [0, 0],
    [0, height % 2],
    [0, width % 2],
    [0, 0],
  ]);
}
