import { describeTensor, isSameShape, type Shape, type Tensor } from '../tensor';
import { reduce } from './reduce';
import { reshape } from './reshape';

/**
 * Returns the shape of an elementwise result, by NumPy's rule.
 *
 * @throws Error if dtypes or shapes are incompatible
 */
export function broadcastShape(op: string, a: Tensor, b: Tensor): Shape {
  if (a.dtype !== b.dtype)
    throw new Error(`${op} of ${describeTensor(a)} and ${describeTensor(b)}: the dtypes differ`);
  const rank = Math.max(a.shape.length, b.shape.length);
  return Array.from({ length: rank }, (_, axis) => {
    const left = a.shape[axis - rank + a.shape.length] ?? 1;
    const right = b.shape[axis - rank + b.shape.length] ?? 1;
    if (left !== right && left !== 1 && right !== 1) {
      throw new Error(
        `${op} of ${describeTensor(a)} and ${describeTensor(b)}: the shapes cannot be broadcast`,
      );
    }
    return left === 1 ? right : left;
  });
}

/** Returns the gradient of an operand that was broadcast: sums over the axes along which it was repeated. */
export function unbroadcast(dy: Tensor, shape: Shape): Tensor {
  if (isSameShape(dy.shape, shape)) return dy;
  const lead = dy.shape.length - shape.length;
  const axes = dy.shape.flatMap((dim, axis) =>
    axis < lead || (shape[axis - lead] === 1 && dim > 1) ? [axis] : [],
  );
  const summed = axes.length > 0 ? sum(dy, axes) : dy;
  return reshape(summed, shape);
}

/** Repeats x along its axes of size one to fill `shape`. */
export function broadcastTo(x: Tensor, shape: Shape): Tensor {
  if (isSameShape(x.shape, shape)) return x;
  const fits =
    x.shape.length === shape.length && x.shape.every((dim, axis) => dim === 1 || dim === shape[axis]);
  if (!fits) throw new Error(`BroadcastTo of ${describeTensor(x)} to [${shape.join(', ')}]`);
  return x.node.graph.add({
    op: 'BroadcastTo',
    inputs: [x, x.node.graph.integers(shape)],
    attributes: { T: { type: x.dtype }, Tidx: { type: 'int32' } },
    outputs: [{ shape, dtype: x.dtype }],
    gradient: ([dy]) => [dy && unbroadcast(dy, x.shape), null],
  }).outputs[0];
}

/** Returns the sum over `axes`, which are removed from the shape. */
export function sum(x: Tensor, axes: readonly number[]): Tensor {
  return reduce('Sum', x, axes, (dy, kept) => broadcastTo(reshape(dy, kept), x.shape));
}
