import { chooseDevice, type Tensor } from '../tensor';
import { broadcastShape, unbroadcast } from './broadcast-sum';

/** Returns a * b, elementwise, broadcast. */
export function mul(a: Tensor, b: Tensor): Tensor {
  const shape = broadcastShape('Mul', a, b);
  return a.node.graph.add({
    op: 'Mul',
    inputs: [a, b],
    attributes: { T: { type: a.dtype } },
    outputs: [{ shape, dtype: a.dtype }],
    gradient: ([dy], [first, second]) =>
      dy
        ? [first ? unbroadcast(mul(dy, b), a.shape) : null, second ? unbroadcast(mul(dy, a), b.shape) : null]
        : [null, null],
    device: chooseDevice(a.dtype),
  }).outputs[0];
}

/** Returns x times a number. */
export function scale(x: Tensor, factor: number): Tensor {
  return factor === 1 ? x : mul(x, x.node.graph.scalar(factor));
}
