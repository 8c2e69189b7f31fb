import { add, matmul } from '../graph/ops';
import type { Tensor } from '../graph/tensor';
import { heNormal, type ParameterSpec, zerosInit } from './parameters/spec';

/** Returns the parameters of `linear`. */
export function linearParams(inputs: number, outputs: number): ParameterSpec[] {
  return [heNormal('weights', [inputs, outputs], inputs), zerosInit('bias', outputs)];
}

/**
 * Returns x W + b.
 *
 * @param x [rows, inputs]
 * @param filter [inputs, outputs]
 * @param bias [outputs]
 * @returns [rows, outputs]
 */
export function linear(x: Tensor, [filter, bias]: readonly Tensor[]): Tensor {
  return add(matmul(x, filter), bias);
}
