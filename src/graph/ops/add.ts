import { chooseDevice, describeTensor, isSameShape, type Tensor } from '../tensor';
import { broadcastShape, unbroadcast } from './broadcast';
import { mul } from './mul';

/** a + b, broadcast. */
export function add(a: Tensor, b: Tensor): Tensor {
  // TensorFlow's optimizer rewrites x + x as 2 x, and where x comes from a Switch it makes the 2 wait for that Switch in
  // a way that leaves the result dead. Written as a product here, the sum never comes to that; it has the same bits.
  if (a.node === b.node && a.output === b.output) return mul(a, a.node.graph.scalar(2, a.dtype));
  const shape = broadcastShape('AddV2', a, b);
  return a.node.graph.add({
    op: 'AddV2',
    inputs: [a, b],
    attributes: {
      T: { type: a.dtype },
      // TensorFlow's optimizer would join chains of AddV2 into AddN, which adds in an order that changes from run to
      // run. This attribute is its own mark of a node that it has already rewritten, so it leaves the node alone.
      _grappler_ArithmeticOptimizer_AddOpsRewriteStage: { bool: true },
    },
    outputs: [{ shape, dtype: a.dtype }],
    gradient: ([dy]) => (dy ? [unbroadcast(dy, a.shape), unbroadcast(dy, b.shape)] : [null, null]),
    device: chooseDevice(a.dtype),
  }).outputs[0];
}

/** The sum of two gradients of one tensor. @throws Error where they are not alike: a fault of some gradient rule */
export function addGradients(a: Tensor, b: Tensor): Tensor {
  if (!isSameShape(a.shape, b.shape))
    throw new Error(`a sum of gradients of ${describeTensor(a)} and ${describeTensor(b)}`);
  return add(a, b);
}

/** The sum of tensors, from the first to the last. */
export function addAll(terms: readonly Tensor[]): Tensor {
  return terms.reduce(add);
}
