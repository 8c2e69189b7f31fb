import type { Tensor } from '../tensor';

/**
 * Encodes class numbers as rows: `on` at the class, `off` otherwise. [...] -> [..., classes]. No gradient.
 */
export function oneHot(indices: Tensor, classes: number, on = 1, off = 0): Tensor {
  const graph = indices.node.graph;
  return graph.add({
    op: 'OneHot',
    inputs: [indices, graph.scalar(classes, 'int32'), graph.scalar(on), graph.scalar(off)],
    attributes: { T: { type: 'float32' }, TI: { type: indices.dtype }, axis: { int: -1 } },
    outputs: [{ shape: [...indices.shape, classes], dtype: 'float32' }],
    gradient: null,
  }).outputs[0];
}
