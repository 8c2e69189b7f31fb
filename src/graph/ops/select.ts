import { describeTensor, isSameShape, type Tensor } from '../tensor';

/** Returns `a` where `condition` is true, else `b`, elementwise. All have the same shape. */
export function select(condition: Tensor, a: Tensor, b: Tensor): Tensor {
  if (
    condition.dtype !== 'bool' ||
    !isSameShape(a.shape, b.shape) ||
    !isSameShape(condition.shape, a.shape)
  ) {
    throw new Error(
      `SelectV2 of ${describeTensor(condition)}, ${describeTensor(a)} and ${describeTensor(b)}: takes bool and two tensors of its shape`,
    );
  }
  return a.node.graph.add({
    op: 'SelectV2',
    inputs: [condition, a, b],
    attributes: { T: { type: a.dtype } },
    outputs: [{ shape: a.shape, dtype: a.dtype }],
    gradient: ([dy]) => {
      if (!dy) return [null, null, null];
      const zero = dy.node.graph.constant([0], dy.shape, dy.dtype);
      return [null, select(condition, dy, zero), select(condition, zero, dy)];
    },
  }).outputs[0];
}
