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
];
