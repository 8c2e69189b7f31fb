import { conv2d } from '../../../../src/graph/ops/conv2d';
import { floats } from '../../../support/graph/compiled';
import { type OpCase, spread } from '../../../support/graph/op-case';
import { images, type Images } from './inputs';

export const conv2dCases: readonly OpCase[] = [
  ...[1, 2].map((stride): OpCase => ({
    title: `convolves with stride ${stride}`,
    covers: 'conv2d.conv2d',
    inputs: [images, spread([3, 3, 3, 4], 7)],
    build: ([x, filter]) => conv2d(x, filter, stride),
    eager: (tf, [x, filter]) => tf.conv2d(x as Images, filter as Images, stride, 'same'),
  })),
  ...(
    [
      [1, 2],
      [2, 1],
      [2, 3],
    ] as const
  ).map((stride): OpCase => ({
    title: `convolves by a 1x3 window with strides ${stride.join(' and ')}`,
    covers: 'conv2d.conv2d',
    inputs: [images, spread([1, 3, 3, 4], 8)],
    build: ([x, filter]) => conv2d(x, filter, stride),
    eager: (tf, [x, filter]) => tf.conv2d(x as Images, filter as Images, [...stride], 'same'),
  })),
  {
    title: 'convolves every other pixel by a 1x1 window with stride 2',
    covers: 'conv2d.conv2d',
    inputs: [spread([2, 8, 8, 4], 9), spread([1, 1, 4, 4], 10)],
    build: ([x, filter]) => conv2d(x, filter, 2),
    // With stride 2 in the oracle too, its gradient would be wrong on processors with AVX2.
    eager: (tf, [x, filter]) => tf.conv2d(tf.avgPool(x as Images, 1, 2, 'same'), filter as Images, 1, 'same'),
  },
  {
    title: 'equals a result worked out by hand',
    covers: 'conv2d.conv2d',
    inputs: [floats([1, 2, 2, 1], [1, 2, 3, 4]), floats([3, 3, 1, 1], [0, 0, 0, 0, 1, 10, 0, 100, 1000])],
    build: ([x, filter]) => conv2d(x, filter),
    // each pixel + 10 * its right + 100 * its lower + 1000 * its lower right neighbor, zeros outside
    expected: [4321, 402, 43, 4],
  },
];
