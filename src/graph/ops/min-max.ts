import type { Tensor } from '../tensor';
import { broadcastShape, unbroadcast } from './broadcast-sum';
import { greaterEqual } from './compare';
import { select } from './select';

/** Returns the larger of a and b, elementwise, broadcast. If they are equal, the gradient flows to a. */
export function maximum(a: Tensor, b: Tensor): Tensor {
  return minMax('Maximum', a, b);
}

/** Returns the smaller of a and b, elementwise, broadcast. If they are equal, the gradient flows to a. */
export function minimum(a: Tensor, b: Tensor): Tensor {
  return minMax('Minimum', a, b);
}

function minMax(op: 'Maximum' | 'Minimum', a: Tensor, b: Tensor): Tensor {
  const shape = broadcastShape(op, a, b);
  return a.node.graph.add({
    op,
    inputs: [a, b],
    attributes: { T: { type: a.dtype } },
    outputs: [{ shape, dtype: a.dtype }],
    gradient: ([dy]) => {
      if (!dy) return [null, null];
      const first = op === 'Maximum' ? greaterEqual(a, b) : greaterEqual(b, a);
      const zero = dy.node.graph.constant([0], shape, a.dtype);
      return [unbroadcast(select(first, dy, zero), a.shape), unbroadcast(select(first, zero, dy), b.shape)];
    },
  }).outputs[0];
}
