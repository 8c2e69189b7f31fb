import { chooseDevice, type Tensor } from '../tensor';
import { broadcastShape, unbroadcast } from './broadcast-sum';
import { neg } from './neg';

/** Returns a - b, broadcast. */
export function sub(a: Tensor, b: Tensor): Tensor {
  const shape = broadcastShape('Sub', a, b);
  return a.node.graph.add({
    op: 'Sub',
    inputs: [a, b],
    attributes: { T: { type: a.dtype } },
    outputs: [{ shape, dtype: a.dtype }],
    gradient: ([dy], [, second]) =>
      dy ? [unbroadcast(dy, a.shape), second ? unbroadcast(neg(dy), b.shape) : null] : [null, null],
    device: chooseDevice(a.dtype),
  }).outputs[0];
}
