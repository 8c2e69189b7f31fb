import { describe, type Tensor } from '../tensor';
import { windowAttributes, windowShape } from './window';

/**
 * Convolution with SAME padding.
 *
 * @param x [batch, height, width, channelsIn]
 * @param filter [side, side, channelsIn, channelsOut]
 */
export function conv2d(x: Tensor, filter: Tensor, stride = 1): Tensor {
  if (filter.shape.length !== 4 || filter.shape[2] !== x.shape[3]) {
    throw new Error(`Conv2D of ${describe(x)} with filter ${describe(filter)}`);
  }
  const graph = x.node.graph;
  const attributes = windowAttributes(stride);
  return graph.add({
    op: 'Conv2D',
    inputs: [x, filter],
    attributes,
    outputs: [{ shape: windowShape('Conv2D', x, stride, filter.shape[3]), dtype: x.dtype }],
    gradient: ([dy], [needsX, needsFilter]) => {
      if (!dy) return [null, null];
      const dx = () =>
        graph.add({
          op: 'Conv2DBackpropInput',
          inputs: [graph.integers(x.shape), filter, dy],
          attributes,
          outputs: [{ shape: x.shape, dtype: x.dtype }],
        }).outputs[0];
      const dFilter = () =>
        graph.add({
          op: 'Conv2DBackpropFilter',
          inputs: [x, graph.integers(filter.shape), dy],
          attributes,
          outputs: [{ shape: filter.shape, dtype: x.dtype }],
        }).outputs[0];
      return [needsX ? dx() : null, needsFilter ? dFilter() : null];
    },
  }).outputs[0];
}
