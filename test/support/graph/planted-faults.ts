import { mul, scale } from '../../../src/graph/ops';
import type { Tensor } from '../../../src/graph/tensor';

/** Squares x with the derivative `factor * x`, which is correct only for 2. */
export function squareWithSlope(x: Tensor, factor: number): Tensor {
  return x.node.graph.add({
    op: 'Square',
    inputs: [x],
    attributes: { T: { type: 'float32' } },
    outputs: [{ shape: x.shape, dtype: 'float32' }],
    gradient: ([dy]) => [dy && mul(dy, scale(x, factor))],
  }).outputs[0];
}
