import type { IndexDType, Tensor } from '../tensor';

/** Returns the index of the (first) largest element along `axis`. No gradient. */
export function argMax(x: Tensor, axis: number, dtype: IndexDType = 'int32'): Tensor {
  const graph = x.node.graph;
  return graph.add({
    op: 'ArgMax',
    inputs: [x, graph.scalar(axis, 'int32')],
    attributes: { T: { type: x.dtype }, Tidx: { type: 'int32' }, output_type: { type: dtype } },
    outputs: [{ shape: x.shape.filter((_, i) => i !== axis), dtype }],
    gradient: null,
  }).outputs[0];
}
