import {
  type Attribute,
  chooseDevice,
  describeTensor,
  type DType,
  isSameShape,
  type Tensor,
} from '../tensor';
import { broadcastShape, unbroadcast } from './broadcast-sum';
import { mul } from './mul';

/** Returns a + b, broadcast. */
export function add(a: Tensor, b: Tensor): Tensor {
  // TensorFlow's optimizer rewrites x + x as 2 * x. If x comes from a Switch, the control input that it adds to
  // the 2 leaves the result dead. The product built here avoids the rewrite and has the same bits.
  if (a.node === b.node && a.output === b.output) return mul(a, a.node.graph.scalar(2, a.dtype));
  const shape = broadcastShape('AddV2', a, b);
  return a.node.graph.add({
    op: 'AddV2',
    inputs: [a, b],
    attributes: createAddAttributes(a.dtype),
    outputs: [{ shape, dtype: a.dtype }],
    gradient: ([dy]) => (dy ? [unbroadcast(dy, a.shape), unbroadcast(dy, b.shape)] : [null, null]),
    device: chooseDevice(a.dtype),
  }).outputs[0];
}

/** Creates the attributes of AddV2. */
export function createAddAttributes(dtype: DType): Readonly<Record<string, Attribute>> {
  return {
    T: { type: dtype },
    // TensorFlow's optimizer would join chains of AddV2 into AddN, whose order of additions is not
    // deterministic. It marks nodes that it has rewritten with this attribute and skips them.
    _grappler_ArithmeticOptimizer_AddOpsRewriteStage: { bool: true },
  };
}

/**
 * Returns the sum of two gradients of one tensor.
 *
 * @throws Error if the shapes differ, a bug in a gradient rule
 */
export function addGradients(a: Tensor, b: Tensor): Tensor {
  if (!isSameShape(a.shape, b.shape))
    throw new Error(`cannot add gradients ${describeTensor(a)} and ${describeTensor(b)}: the shapes differ`);
  return add(a, b);
}

/** Returns the sum of tensors, added from the first to the last. */
export function addAll(terms: readonly Tensor[]): Tensor {
  return terms.reduce(add);
}
