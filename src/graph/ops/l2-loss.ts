import type { Tensor } from '../tensor';
import { mul } from './mul';

/** Returns half the sum of squares: a scalar. */
export function l2Loss(x: Tensor): Tensor {
  return x.node.graph.add({
    op: 'L2Loss',
    inputs: [x],
    attributes: { T: { type: x.dtype } },
    outputs: [{ shape: [], dtype: x.dtype }],
    gradient: ([dy]) => [dy && mul(dy, x)],
  }).outputs[0];
}
