import type { Attribute, Tensor } from '../tensor';
import { type Stride, windowAttributes, windowShape } from './pooling-window';

/**
 * Adds a convolution with SAME padding. Its gradient ops have the op's name with the suffix `BackpropInput`
 * or `BackpropFilter`. The caller checks the shapes.
 *
 * @param filterGradient attributes that the op of the filter's gradient overrides
 */
export function convolution(
  op: 'Conv2D' | 'DepthwiseConv2dNative',
  x: Tensor,
  filter: Tensor,
  stride: Stride,
  channelsOut: number,
  filterGradient: Readonly<Record<string, Attribute>> = {},
): Tensor {
  const graph = x.node.graph;
  const attributes = windowAttributes(stride);
  return graph.add({
    op,
    inputs: [x, filter],
    attributes,
    outputs: [{ shape: windowShape(op, x, stride, channelsOut), dtype: x.dtype }],
    gradient: ([dy], [needsX, needsFilter]) => {
      if (!dy) return [null, null];
      const dx = () =>
        graph.add({
          op: `${op}BackpropInput`,
          inputs: [graph.integers(x.shape), filter, dy],
          attributes,
          outputs: [{ shape: x.shape, dtype: x.dtype }],
        }).outputs[0];
      const dFilter = () =>
        graph.add({
          op: `${op}BackpropFilter`,
          inputs: [x, graph.integers(filter.shape), dy],
          attributes: { ...attributes, ...filterGradient },
          outputs: [{ shape: filter.shape, dtype: x.dtype }],
        }).outputs[0];
      return [needsX ? dx() : null, needsFilter ? dFilter() : null];
    },
  }).outputs[0];
}
