import type { Tensor } from '../tensor';

/** Returns the index of the (first) largest element along `axis`: int32. No gradient. */
export function argMax(x: Tensor, axis: number): Tensor {
  const graph = x.node.graph;
  return graph.add({
    op: 'ArgMax',
    inputs: [x, graph.scalar(axis, 'int32')],
    attributes: { T: { type: x.dtype }, Tidx: { type: 'int32' }, output_type: { type: 'int32' } },
    outputs: [{ shape: x.shape.filter((_, i) => i !== axis), dtype: 'int32' }],
    gradient: null,
  }).outputs[0];
}
