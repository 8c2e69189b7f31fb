import type { Tensor } from '../tensor';
import { broadcastTo, sum } from './broadcast-sum';
import { mul } from './mul';
import { reshape } from './reshape';
import { sub } from './sub';
import { exp } from './unary';

/** Returns the softmax over the last axis. */
export function softmax(x: Tensor): Tensor {
  const y: Tensor = x.node.graph.add({
    op: 'Softmax',
    inputs: [x],
    attributes: { T: { type: x.dtype } },
    outputs: [{ shape: x.shape, dtype: x.dtype }],
    // dx = y * (dy - sum(dy * y))
    gradient: ([dy]) => [dy && mul(y, sub(dy, sumLastAxis(mul(dy, y))))],
  }).outputs[0];
  return y;
}

/** Returns the logarithm of the softmax over the last axis. */
export function logSoftmax(x: Tensor): Tensor {
  const y: Tensor = x.node.graph.add({
    op: 'LogSoftmax',
    inputs: [x],
    attributes: { T: { type: x.dtype } },
    outputs: [{ shape: x.shape, dtype: x.dtype }],
    // dx = dy - softmax * sum(dy)
    gradient: ([dy]) => [dy && sub(dy, mul(exp(y), sumLastAxis(dy)))],
  }).outputs[0];
  return y;
}

/** Returns the sum over the last axis, broadcast back to the shape of x. */
function sumLastAxis(x: Tensor): Tensor {
  const last = x.shape.length - 1;
  return broadcastTo(reshape(sum(x, [last]), [...x.shape.slice(0, last), 1]), x.shape);
}
