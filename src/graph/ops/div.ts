import type { Tensor } from '../tensor';
import { broadcastShape, unbroadcast } from './broadcast-sum';
import { mul } from './mul';
import { neg } from './neg';

/** Returns a / b, elementwise, broadcast. */
export function div(a: Tensor, b: Tensor): Tensor {
  const shape = broadcastShape('RealDiv', a, b);
  const quotient: Tensor = a.node.graph.add({
    op: 'RealDiv',
    inputs: [a, b],
    attributes: { T: { type: a.dtype } },
    outputs: [{ shape, dtype: a.dtype }],
    gradient: ([dy], [first, second]) =>
      dy
        ? [
            first ? unbroadcast(div(dy, b), a.shape) : null,
            // d(a/b)/db = -(a/b)/b
            second ? unbroadcast(neg(mul(dy, div(quotient, b))), b.shape) : null,
          ]
        : [null, null],
  }).outputs[0];
  return quotient;
}
