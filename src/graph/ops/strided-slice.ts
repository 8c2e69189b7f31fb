import { describe, type Tensor } from '../tensor';

/** x[:, first::2, first::2, :]: every other row and column of images [batch, height, width, channels]. */
export function everyOther(x: Tensor, first: 0 | 1): Tensor {
  if (x.shape.length !== 4)
    throw new Error(`StridedSlice takes images [batch, height, width, channels], got ${describe(x)}`);
  const graph = x.node.graph;
  const shape = x.shape.map((side, axis) =>
    axis === 1 || axis === 2 ? Math.ceil((side - first) / 2) : side,
  );
  const begin = graph.integers([0, first, first, 0]);
  const end = graph.integers(x.shape);
  const strides = graph.integers([1, 2, 2, 1]);
  const attributes = {
    T: { type: x.dtype },
    Index: { type: 'int32' },
    begin_mask: { int: 0 },
    end_mask: { int: 0 },
    ellipsis_mask: { int: 0 },
    new_axis_mask: { int: 0 },
    shrink_axis_mask: { int: 0 },
  } as const;
  return graph.add({
    op: 'StridedSlice',
    inputs: [x, begin, end, strides],
    attributes,
    outputs: [{ shape, dtype: x.dtype }],
    gradient: ([dy]) => [
      dy &&
        graph.add({
          op: 'StridedSliceGrad',
          inputs: [graph.integers(x.shape), begin, end, strides, dy],
          attributes,
          outputs: [{ shape: x.shape, dtype: x.dtype }],
        }).outputs[0],
      null,
      null,
      null,
    ],
  }).outputs[0];
}
