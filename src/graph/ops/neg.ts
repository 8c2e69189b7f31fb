import type { Tensor } from '../tensor';

/** Returns -x. */
export function neg(x: Tensor): Tensor {
  return x.node.graph.add({
    op: 'Neg',
    inputs: [x],
    attributes: { T: { type: x.dtype } },
    outputs: [{ shape: x.shape, dtype: x.dtype }],
    gradient: ([dy]) => [dy && neg(dy)],
  }).outputs[0];
}
