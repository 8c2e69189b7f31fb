import { chooseDevice, type Tensor } from '../tensor';
import { broadcastShape } from './broadcast';

/* Comparisons, elementwise, broadcast: boolean results, no gradient. */

export function equal(a: Tensor, b: Tensor): Tensor {
  return compare('Equal', a, b);
}

/** @param device where it runs; 'cpu' if the result decides a route, which a Switch reads there */
export function less(a: Tensor, b: Tensor, device: 'any' | 'cpu' = chooseDevice(a.dtype)): Tensor {
  return compare('Less', a, b, device);
}

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
