import { add } from '../graph/ops/add';
import { matmul } from '../graph/ops/matmul';
import type { Tensor } from '../graph/tensor';

/**
 * x W + b.
 *
 * @param x [rows, inputs]
 * @param weights [inputs, outputs]
 * @param bias [outputs]
 * @returns [rows, outputs]
 */
export function linear(x: Tensor, weights: Tensor, bias: Tensor): Tensor {
  return add(matmul(x, weights), bias);
}
