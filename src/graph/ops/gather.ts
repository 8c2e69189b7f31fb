import { describeTensor, isIndexDType, type Tensor } from '../tensor';
import { unsortedSegmentSum } from './unsorted-segment-sum';

/**
 * Gathers slices along `axis` by index, separately for each index of the leading `batchAxes` axes. Differentiable
 * only for `axis` 0 and a vector of indices.
 *
 * @param x [...batch, ...before, n, ...after]
 * @param indices int32 or int64 [...batch, ...picked]
 * @returns [...batch, ...before, ...picked, ...after]
 */
export function gather(x: Tensor, indices: Tensor, axis: number, batchAxes = 0): Tensor {
  if (axis < batchAxes || axis >= x.shape.length || !isIndexDType(indices.dtype)) {
    throw new Error(`GatherV2 of ${describeTensor(x)} by ${describeTensor(indices)} along axis ${axis}`);
  }
  const shape = [...x.shape.slice(0, axis), ...indices.shape.slice(batchAxes), ...x.shape.slice(axis + 1)];
  const graph = x.node.graph;
  return graph.add({
    op: 'GatherV2',
    inputs: [x, indices, graph.scalar(axis, 'int32')],
    attributes: {
      Tparams: { type: x.dtype },
      Tindices: { type: indices.dtype },
      Taxis: { type: 'int32' },
      batch_dims: { int: batchAxes },
    },
    outputs: [{ shape, dtype: x.dtype }],
    gradient:
      axis === 0 && batchAxes === 0 && indices.shape.length === 1
        ? ([dy]) => [dy && unsortedSegmentSum(dy, indices, x.shape[0]), null, null]
        : undefined,
  }).outputs[0];
}
