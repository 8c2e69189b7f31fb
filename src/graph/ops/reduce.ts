import { describeTensor, type Shape, type Tensor } from '../tensor';

/**
 * Reduces x over `axes`, which are removed from the shape.
 *
 * @param back returns the gradient of x, given that of the result and the shape of x with ones for the
 *   reduced axes
 */
export function reduce(
  op: 'Sum' | 'Mean' | 'Max',
  x: Tensor,
  axes: readonly number[],
  back: (dy: Tensor, kept: Shape) => Tensor,
): Tensor {
  for (const axis of axes) {
    if (!(axis >= 0 && axis < x.shape.length))
      throw new Error(`${op} of ${describeTensor(x)} over axis ${axis}`);
  }
  const kept = x.shape.map((dim, axis) => (axes.includes(axis) ? 1 : dim));
  return x.node.graph.add({
    op,
    inputs: [x, x.node.graph.integers(axes)],
    attributes: { T: { type: x.dtype }, Tidx: { type: 'int32' }, keep_dims: { bool: false } },
    outputs: [{ shape: x.shape.filter((_, axis) => !axes.includes(axis)), dtype: x.dtype }],
    gradient: ([dy]) => [dy && back(dy, kept), null],
  }).outputs[0];
}
