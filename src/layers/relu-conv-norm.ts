import { batchNorm, relu } from '../graph/ops';
import type { Tensor } from '../graph/tensor';
import type { Normalization } from './norm';
import { heNormal, onesInit, type ParameterSpec, zerosInit } from './parameters/spec';
import { pointwise } from './pointwise';

/** Returns the parameters of `reluConvNorm`. */
export function reluConvNormParams(channelsIn: number, channelsOut: number): ParameterSpec[] {
  return [heNormal([channelsIn, channelsOut], channelsIn), onesInit(channelsOut), zerosInit(channelsOut)];
}

/** Applies ReLU, 1x1 convolution and batch norm: [batch, height, width, channelsIn] -> [..., channelsOut]. */
export function reluConvNorm(
  x: Tensor,
  [filter, gamma, beta]: readonly Tensor[],
  norm: Normalization = batchNorm,
): Tensor {
  return norm(pointwise(relu(x), filter), gamma, beta);
}
