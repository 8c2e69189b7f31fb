import { chooseDevice, type Tensor } from '../tensor';
import { broadcastShape } from './broadcast-sum';

/* Elementwise comparisons, broadcast: boolean results, no gradient. */

/** Returns a == b. */
export function equal(a: Tensor, b: Tensor): Tensor {
  return compare('Equal', a, b);
}

/** Returns a < b. @param device 'cpu' if the result is the predicate of a Switch, which reads it there */
export function less(a: Tensor, b: Tensor, device: 'any' | 'cpu' = chooseDevice(a.dtype)): Tensor {
  return compare('Less', a, b, device);
}

/** Returns a >= b. */
export function greaterEqual(a: Tensor, b: Tensor): Tensor {
  return compare('GreaterEqual', a, b);
}

function compare(
  op: 'Equal' | 'Less' | 'GreaterEqual',
  a: Tensor,
  b: Tensor,
  device: 'any' | 'cpu' = chooseDevice(a.dtype),
): Tensor {
  return a.node.graph.add({
    op,
    inputs: [a, b],
    attributes: {
      T: { type: a.dtype },
      ...(op === 'Equal' ? { incompatible_shape_error: { bool: true } } : {}),
    },
    outputs: [{ shape: broadcastShape(op, a, b), dtype: 'bool' }],
    gradient: null,
    device,
  }).outputs[0];
}
