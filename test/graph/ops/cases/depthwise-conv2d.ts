import { depthwiseConv2d } from '../../../../src/graph/ops/depthwise-conv2d';
import { type OpCase, spread } from '../../../support/graph/op-case';
import { images, type Images } from './inputs';

export const depthwiseConv2dCases: readonly OpCase[] = [
  ...[1, 2].map((stride): OpCase => ({
    title: `convolves each channel with stride ${stride}`,
    covers: 'depthwise-conv2d.depthwiseConv2d',
    inputs: [images, spread([5, 5, 3, 1], 7)],
    build: ([x, filter]) => depthwiseConv2d(x, filter, stride),
    eager: (tf, [x, filter]) => tf.depthwiseConv2d(x as Images, filter as Images, stride, 'same'),
  })),
  ...[2, 3, 4, 5, 8].flatMap((width) =>
    [3, 5].flatMap((side) =>
      [1, 2].map((stride): OpCase => ({
        title: `convolves images ${width} pixels wide with ${side}x${side} filters and stride ${stride}`,
        covers: 'depthwise-conv2d.depthwiseConv2d',
        inputs: [spread([2, 3, width, 8], 8), spread([side, side, 8, 1], 9)],
        build: ([x, filter]) => depthwiseConv2d(x, filter, stride),
        eager: (tf, [x, filter]) => tf.depthwiseConv2d(x as Images, filter as Images, stride, 'same'),
      })),
    ),
  ),
  {
    title: 'convolves images of one row and two pixels with 5x5 filters',
    covers: 'depthwise-conv2d.depthwiseConv2d',
    inputs: [spread([1, 1, 2, 2], 10), spread([5, 5, 2, 1], 11)],
    build: ([x, filter]) => depthwiseConv2d(x, filter),
    eager: (tf, [x, filter]) => tf.depthwiseConv2d(x as Images, filter as Images, 1, 'same'),
  },
];
