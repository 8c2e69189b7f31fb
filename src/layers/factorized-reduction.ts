import { averagePool, concat, pad, relu, slice } from '../graph/ops';
import type { Tensor } from '../graph/tensor';
import type { Normalization } from './norm';
import { heNormal, onesInit, type ParameterSpec, zerosInit } from './parameters/spec';
import { pointwise } from './pointwise';

/** Returns the parameters of `factorizedReduction`. */
export function factorizedReductionParams(channelsIn: number, channelsOut: number): ParameterSpec[] {
  const half = Math.floor(channelsOut / 2);
  return [
    heNormal('even', [channelsIn, half], channelsIn),
    heNormal('odd', [channelsIn, channelsOut - half], channelsIn),
    onesInit('gamma', channelsOut),
    zerosInit('beta', channelsOut),
  ];
}

/**
 * Halves height and width without losing pixels: ReLU, two 1x1 convolutions, concatenation, batch norm. One convolution
 * reads the pixels at even rows and columns, the other those at odd rows and columns.
 * [batch, height, width, channelsIn] -> [batch, height / 2, width / 2, channelsOut], rounded up.
 */
export function factorizedReduction(
  x: Tensor,
  [even, odd, gamma, beta]: readonly Tensor[],
  norm: Normalization,
): Tensor {
  const positive = relu(x);
  const between = padToEven(takeEveryOther(positive, 1), x.shape);
  const halves = [pointwise(takeEveryOther(positive, 0), even), pointwise(between, odd)];
  return norm(concat(halves, 3), gamma, beta);
}

/** Returns x[:, first::2, first::2, :], by pooling over windows of one pixel: several times faster than StridedSlice. */
function takeEveryOther(x: Tensor, first: 0 | 1): Tensor {
  const [batch, height, width, channels] = x.shape;
  const from = first === 0 ? x : slice(x, [0, 1, 1, 0], [batch, height - 1, width - 1, channels]);
  return averagePool(from, 1, 2);
}

/** Pads the odd pixels with zeros: an odd side has one fewer of them than even ones. */
function padToEven(x: Tensor, [, height, width]: readonly number[]): Tensor {
  if (height % 2 === 0 && width % 2 === 0) return x;
  return pad(x, [
    [0, 0],
    [0, height % 2],
    [0, width % 2],
    [0, 0],
  ]);
}
