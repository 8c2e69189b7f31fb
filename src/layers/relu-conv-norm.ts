import { conv2d, relu, type Stride } from '../graph/ops';
import type { Tensor } from '../graph/tensor';
import type { Normalization } from './norm';
import { heNormal, onesInit, type ParameterSpec, zerosInit } from './parameters/spec';
import { pointwise } from './pointwise';

/** Returns the parameters of `reluConvNorm`. */
export function reluConvNormParams(channelsIn: number, channelsOut: number): ParameterSpec[] {
  return [
    heNormal('filter', [channelsIn, channelsOut], channelsIn),
    onesInit('gamma', channelsOut),
    zerosInit('beta', channelsOut),
  ];
}

/** Applies ReLU, 1x1 convolution and batch norm: [batch, height, width, channelsIn] -> [..., channelsOut]. */
export function reluConvNorm(
  x: Tensor,
  [filter, gamma, beta]: readonly Tensor[],
  norm: Normalization,
): Tensor {
  return norm(pointwise(relu(x), filter), gamma, beta);
}

/** Returns the parameters of `reluConv2dNorm` with a kernel of [height, width]. */
export function reluConv2dNormParams(
  [height, width]: readonly [number, number],
  channelsIn: number,
  channelsOut: number,
): ParameterSpec[] {
  return [
    heNormal('filter', [height, width, channelsIn, channelsOut], height * width * channelsIn),
    onesInit('gamma', channelsOut),
    zerosInit('beta', channelsOut),
  ];
}

/** Applies ReLU, a convolution with a kernel of any size, and batch norm. */
export function reluConv2dNorm(
  x: Tensor,
  [filter, gamma, beta]: readonly Tensor[],
  stride: Stride,
  norm: Normalization,
): Tensor {
  return norm(conv2d(relu(x), filter, stride), gamma, beta);
}
