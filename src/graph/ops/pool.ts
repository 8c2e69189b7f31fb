import { describeTensor, type Shape, type Tensor } from '../tensor';
import { type Padding, windowAttributes, windowShape } from './pooling-window';

/**
 * Returns the maximum of windows of `side` by `side`, with SAME padding: [batch, height, width, channels].
 */
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

/**
 * Returns the mean of windows of `side` by `side`: [batch, height, width, channels]. SAME padding does not
 * count into the mean.
 */
export function averagePool(x: Tensor, side: number, stride: number, padding: Padding = 'SAME'): Tensor {
  const graph = x.node.graph;
  const attributes = { ...windowAttributes(stride, padding), ksize: { ints: [1, side, side, 1] } };
  return graph.add({
    op: 'AvgPool',
    inputs: [x],
    attributes,
    outputs: [{ shape: computeAveragePoolShape(x, side, stride, padding), dtype: x.dtype }],
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

function computeAveragePoolShape(x: Tensor, side: number, stride: number, padding: Padding): Shape {
  if (padding === 'SAME') return windowShape('AvgPool', x, stride, x.shape[3]);
  const [batch, height, width, channels] = x.shape;
  if (height < side || width < side)
    throw new Error(
      `AvgPool of ${describeTensor(x)}: the images are smaller than the ${side}x${side} window`,
    );
  const countWindows = (length: number) => Math.floor((length - side) / stride) + 1;
  return [batch, countWindows(height), countWindows(width), channels];
}
