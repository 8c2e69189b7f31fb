import { describe, type Tensor } from '../tensor';
import { windowAttributes, windowShape } from './window';

/**
 * A convolution of each channel by itself, SAME padding.
 *
 * @param x [batch, height, width, channels]
 * @param filter [side, side, channels, 1]
 */
export function depthwiseConv2d(x: Tensor, filter: Tensor, stride = 1): Tensor {
  if (filter.shape.length !== 4 || filter.shape[2] !== x.shape[3] || filter.shape[3] !== 1) {
    throw new Error(`DepthwiseConv2dNative of ${describe(x)} with filter ${describe(filter)}`);
  }
  const graph = x.node.graph;
  const attributes = windowAttributes(stride);
  return graph.add({
    op: 'DepthwiseConv2dNative',
    inputs: [x, filter],
    attributes,
    outputs: [{ shape: windowShape('DepthwiseConv2dNative', x, stride, x.shape[3]), dtype: x.dtype }],
    gradient: ([dy], [needsX, needsFilter]) => {
      if (!dy) return [null, null];
      const dx = () =>
        graph.add({
          op: 'DepthwiseConv2dNativeBackpropInput',
          inputs: [graph.integers(x.shape), filter, dy],
          attributes,
          outputs: [{ shape: x.shape, dtype: x.dtype }],
        }).outputs[0];
      const dFilter = () =>
        graph.add({
          op: 'DepthwiseConv2dNativeBackpropFilter',
          inputs: [x, graph.integers(filter.shape), dy],
          attributes,
          outputs: [{ shape: filter.shape, dtype: x.dtype }],
        }).outputs[0];
      return [needsX ? dx() : null, needsFilter ? dFilter() : null];
    },
  }).outputs[0];
}
