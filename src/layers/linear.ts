import { add } from '../graph/ops/add';
import { matmul } from '../graph/ops/matmul';
import type { Tensor } from '../graph/tensor';
import { weights, zeros, type Piece } from './parameters/spec';

/** Parameters of `linear`. */
export function linearPieces(inputs: number, outputs: number): Piece[] {
  return [weights([inputs, outputs], inputs), zeros(outputs)];
}

/**
 * x W + b.
 *
 * @param x [rows, inputs]
 * @param filter [inputs, outputs]
 * @param bias [outputs]
 * @returns [rows, outputs]
 */
export function linear(x: Tensor, [filter, bias]: readonly Tensor[]): Tensor {
  return add(matmul(x, filter), bias);
}
