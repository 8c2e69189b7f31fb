import type { Tensor } from '../tensor';
import { windowAttributes, windowShape } from './window';

/** Maximum over windows of `side` by `side`, SAME padding: [batch, height, width, channels]. */
export function maxPool(x: Tensor, side: number, stride: number): Tensor {
  const graph = x.node.graph;
  const attributes = { ...windowAttributes(stride), ksize: { ints: [1, side, side, 1] } };
  const y: Tensor = graph.add({
    op: 'MaxPool',
    inputs: [x],
    attributes,
    outputs: [{ shape: windowShape('MaxPool', x, stride, x.shape[3]), dtype: x.dtype }],
    gradient: ([dy]) => [
      dy &&
        graph.add({
          op: 'MaxPoolGrad',
          inputs: [x, y, dy],
          attributes,
          outputs: [{ shape: x.shape, dtype: x.dtype }],
        }).outputs[0],
    ],
  }).outputs[0];
  return y;
}

/** Mean over windows of `side` by `side`, padding left out of the mean, SAME: [batch, height, width, channels]. */
export function averagePool(x: Tensor, side: number, stride: number): Tensor {
  const graph = x.node.graph;
  const attributes = { ...windowAttributes(stride), ksize: { ints: [1, side, side, 1] } };
  return graph.add({
    op: 'AvgPool',
    inputs: [x],
    attributes,
    outputs: [{ shape: windowShape('AvgPool', x, stride, x.shape[3]), dtype: x.dtype }],
    gradient: ([dy]) => [
      dy &&
        graph.add({
          op: 'AvgPoolGrad',
          inputs: [graph.integers(x.shape), dy],
          attributes,
          outputs: [{ shape: x.shape, dtype: x.dtype }],
        }).outputs[0],
    ],
  }).outputs[0];
}
