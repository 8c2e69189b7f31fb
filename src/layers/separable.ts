import { relu } from '../graph/ops';
import type { Tensor } from '../graph/tensor';
import type { Normalization } from './norm';
import { heNormal, onesInit, type ParameterSpec, zerosInit } from './parameters/spec';
import { pointwise } from './pointwise';

/** Applies the depthwise convolution of the first or second application (0 or 1). */
type DepthwiseConvolution = (x: Tensor, application: 0 | 1, stride: number) => Tensor;

/** Returns the parameters of `separableTwice`, without the depthwise filters. */
export function separableParams(channels: number): ParameterSpec[] {
  return [1, 2].flatMap((application) => [
    heNormal(`pointwise${application}`, [channels, channels], channels),
    onesInit(`gamma${application}`, channels),
    zerosInit(`beta${application}`, channels),
  ]);
}

/**
 * Applies ReLU, depthwise convolution, 1x1 convolution and batch norm, twice. Only the first application is strided.
 *
 * @param x [batch, height, width, channels]
 */
export function separableTwice(
  x: Tensor,
  [filter1, gamma1, beta1, filter2, gamma2, beta2]: readonly Tensor[],
  depthwise: DepthwiseConvolution,
  stride: number,
  norm: Normalization,
): Tensor {
  const once = norm(pointwise(depthwise(relu(x), 0, stride), filter1), gamma1, beta1);
  return norm(pointwise(depthwise(relu(once), 1, 1), filter2), gamma2, beta2);
}
