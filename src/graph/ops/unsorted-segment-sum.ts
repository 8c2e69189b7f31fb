import { describeTensor, isIndexDType, type Tensor } from '../tensor';

/**
 * Sums rows by segment: result[i] is the sum of the rows of x whose segment is i, in their order; zeros if
 * there are none. It has no gradient rule.
 *
 * @param x [n, ...row]
 * @param segments int32 or int64 [n]
 * @returns [count, ...row]
 */
export function unsortedSegmentSum(x: Tensor, segments: Tensor, count: number): Tensor {
  if (!isIndexDType(segments.dtype) || segments.shape.join() !== String(x.shape[0])) {
    throw new Error(
      `UnsortedSegmentSum of ${describeTensor(x)} by ${describeTensor(segments)}: segments must be int32[${x.shape[0]}] or int64`,
    );
  }
  const graph = x.node.graph;
  return graph.add({
    op: 'UnsortedSegmentSum',
    inputs: [x, segments, graph.scalar(count, 'int32')],
    attributes: { T: { type: x.dtype }, Tindices: { type: segments.dtype }, Tnumsegments: { type: 'int32' } },
    outputs: [{ shape: [count, ...x.shape.slice(1)], dtype: x.dtype }],
  }).outputs[0];
}
