import { chooseDevice, describeTensor, isSameShape, type Tensor } from '../tensor';
import { alignLiveness } from './concat-split';

/** Stacks tensors of one shape along a new axis, the first by default. */
export function stack(slices: readonly Tensor[], axis = 0): Tensor {
  const [first] = slices;
  for (const slice of slices) {
    if (!isSameShape(slice.shape, first.shape) || slice.dtype !== first.dtype) {
      throw new Error(
        `Pack of ${describeTensor(first)} and ${describeTensor(slice)}: shapes and dtypes must be equal`,
      );
    }
  }
  return first.node.graph.add({
    op: 'Pack',
    inputs: slices,
    attributes: { T: { type: first.dtype }, N: { int: slices.length }, axis: { int: axis } },
    outputs: [{ shape: first.shape.toSpliced(axis, 0, slices.length), dtype: first.dtype }],
    gradient: ([dy]) => (dy ? unstack(dy, axis) : slices.map(() => null)),
    device: chooseDevice(first.dtype),
  }).outputs[0];
}

/** Returns the slices of x along an axis, which is removed, the first by default. */
export function unstack(x: Tensor, axis = 0): Tensor[] {
  const count = x.shape[axis];
  const shape = x.shape.toSpliced(axis, 1);
  const node = x.node.graph.add({
    op: 'Unpack',
    inputs: [x],
    attributes: { T: { type: x.dtype }, num: { int: count }, axis: { int: axis } },
    outputs: Array.from({ length: count }, () => ({ shape, dtype: x.dtype })),
    gradient: (slices) => [stack(alignLiveness(slices, node.outputs), axis)],
    device: chooseDevice(x.dtype),
  });
  return [...node.outputs];
}
