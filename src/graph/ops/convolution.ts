import type { Attribute, Shape, Tensor } from '../tensor';
import { type Stride, windowAttributes, windowShape } from './pooling-window';

type ConvolutionOp = 'Conv2D' | 'DepthwiseConv2dNative';

/**
 * Adds a convolution with SAME padding. Its gradient ops have the op's name with the suffix `BackpropInput`
 * or `BackpropFilter`. The caller checks the shapes.
 *
 * @param computeFilterGradient replaces the op of the filter's gradient by a faster way
 */
export function convolution(
  op: ConvolutionOp,
  x: Tensor,
  filter: Tensor,
  stride: Stride,
  channelsOut: number,
  computeFilterGradient = (dy: Tensor): Tensor =>
    addFilterGradient(op, x, filter.shape, dy, windowAttributes(stride)),
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
      return [needsX ? dx() : null, needsFilter ? computeFilterGradient(dy) : null];
    },
  }).outputs[0];
}

/** Adds the op that computes the gradient of a convolution's filter of the given shape. */
export function addFilterGradient(
  op: ConvolutionOp,
  x: Tensor,
  filterShape: Shape,
  dy: Tensor,
  attributes: Readonly<Record<string, Attribute>>,
): Tensor {
  const graph = x.node.graph;
  return graph.add({
    op: `${op}BackpropFilter`,
    inputs: [x, graph.integers(filterShape), dy],
    attributes,
    outputs: [{ shape: filterShape, dtype: x.dtype }],
  }).outputs[0];
}
