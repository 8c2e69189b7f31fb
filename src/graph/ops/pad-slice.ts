import { describeTensor, type Shape, type Tensor, toProtoDims } from '../tensor';

/** Pads x with zeros. @param margins for each axis, the number of zeros before and after */
export function pad(x: Tensor, margins: readonly (readonly [number, number])[]): Tensor {
  if (margins.length !== x.shape.length)
    throw new Error(`Pad of ${describeTensor(x)} takes one margin per axis, got ${margins.length}`);
  const shape = x.shape.map((dim, axis) => dim + margins[axis][0] + margins[axis][1]);
  const graph = x.node.graph;
  return graph.add({
    op: 'Pad',
    inputs: [x, graph.constant(margins.flat(), [margins.length, 2], 'int32')],
    attributes: { T: { type: x.dtype }, Tpaddings: { type: 'int32' } },
    outputs: [{ shape, dtype: x.dtype }],
    gradient: ([dy]) => [
      dy &&
        slice(
          dy,
          margins.map(([before]) => before),
          x.shape,
        ),
      null,
    ],
  }).outputs[0];
}

/** Returns the part of x that begins at `begin` and has the shape `shape`. */
export function slice(x: Tensor, begin: readonly number[], shape: Shape): Tensor {
  const fits = begin.length === x.shape.length && shape.length === x.shape.length;
  if (!fits || x.shape.some((dim, axis) => begin[axis] < 0 || begin[axis] + shape[axis] > dim)) {
    throw new Error(
      `Slice of ${describeTensor(x)} from [${begin.join(', ')}] with shape [${shape.join(', ')}]`,
    );
  }
  const graph = x.node.graph;
  return graph.add({
    op: 'Slice',
    inputs: [x, graph.integers(begin), graph.integers(toProtoDims(shape))],
    attributes: { T: { type: x.dtype }, Index: { type: 'int32' } },
    outputs: [{ shape, dtype: x.dtype }],
    gradient: ([dy]) => {
      const margins = x.shape.map((dim, axis): [number, number] => [
        begin[axis],
        dim - begin[axis] - shape[axis],
      ]);
      return [dy && pad(dy, margins), null, null];
    },
    // There is no GPU kernel for uint8, which is fed from the host anyway.
    device: x.dtype === 'uint8' ? 'cpu' : 'any',
  }).outputs[0];
}
