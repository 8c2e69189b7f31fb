import { describeTensor, type Tensor } from '../tensor';

/** Permutes the axes of x: axis i of the result is axis `order[i]` of x. */
export function transpose(x: Tensor, order: readonly number[]): Tensor {
  if ([...order].sort((a, b) => a - b).join() !== x.shape.map((_, axis) => axis).join()) {
    throw new Error(`Transpose of ${describeTensor(x)} by [${order.join(', ')}]`);
  }
  const graph = x.node.graph;
  return graph.add({
    op: 'Transpose',
    inputs: [x, graph.integers(order)],
    attributes: { T: { type: x.dtype }, Tperm: { type: 'int32' } },
    outputs: [{ shape: order.map((axis) => x.shape[axis]), dtype: x.dtype }],
    gradient: ([dy]) => [
      dy &&
        transpose(
          dy,
          order.map((_, axis) => order.indexOf(axis)),
        ),
      null,
    ],
  }).outputs[0];
}
