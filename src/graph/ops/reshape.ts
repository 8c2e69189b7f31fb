import { describe, deviceOf, sameShape, size, written, type Shape, type Tensor } from '../tensor';

/** The same elements in another shape. One that changes nothing is no node. */
export function reshape(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  if (size(x.shape) !== size(shape)) throw new Error(`Reshape of ${describe(x)} to [${shape.join(', ')}]`);
  return x.node.graph.add({
    op: 'Reshape',
    inputs: [x, x.node.graph.integers(written(shape))],
    attributes: { T: { type: x.dtype }, Tshape: { type: 'int32' } },
    outputs: [{ shape, dtype: x.dtype }],
    gradient: ([dy]) => [dy && reshape(dy, x.shape), null],
    device: deviceOf(x.dtype),
  }).outputs[0];
}
