import {
  chooseDevice,
  countElements,
  describeTensor,
  isSameShape,
  type Shape,
  type Tensor,
  toProtoDims,
} from '../tensor';

/** Returns the elements of x in another shape; x itself if the shape is the same. */
export function reshape(x: Tensor, shape: Shape): Tensor {
  if (isSameShape(x.shape, shape)) return x;
  if (countElements(x.shape) !== countElements(shape))
    throw new Error(`Reshape of ${describeTensor(x)} to [${shape.join(', ')}]`);
  return x.node.graph.add({
    op: 'Reshape',
    inputs: [x, x.node.graph.integers(toProtoDims(shape))],
    attributes: { T: { type: x.dtype }, Tshape: { type: 'int32' } },
    outputs: [{ shape, dtype: x.dtype }],
    gradient: ([dy]) => [dy && reshape(dy, x.shape), null],
    device: chooseDevice(x.dtype),
  }).outputs[0];
}
