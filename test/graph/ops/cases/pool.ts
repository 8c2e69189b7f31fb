import { averagePool, maxPool } from '../../../../src/graph/ops/pool';
import { floats } from '../../../support/graph/compiled';
import { apart, type OpCase, spread } from '../../../support/graph/op-case';
import { images, type Images } from './inputs';

export const poolCases: readonly OpCase[] = [
  ...[1, 2].map((stride): OpCase => ({
    title: `returns the maximum of 3x3 windows with stride ${stride}`,
    covers: 'pool.maxPool',
    inputs: [apart([2, 5, 6, 3], 5)],
    build: ([x]) => maxPool(x, 3, stride),
    eager: (tf, [x]) => tf.maxPool(x as Images, 3, stride, 'same'),
  })),
  ...[4, 8].map((channels): OpCase => ({
    title: `returns the maximum of 3x3 windows over ${channels} channels`,
    covers: 'pool.maxPool',
    inputs: [apart([2, 3, 4, channels], channels)],
    build: ([x]) => maxPool(x, 3, 1),
    eager: (tf, [x]) => tf.maxPool(x as Images, 3, 1, 'same'),
  })),
  ...[1, 2].map((stride): OpCase => ({
    title: `returns the mean of 3x3 windows with stride ${stride}`,
    covers: 'pool.averagePool',
    inputs: [images],
    build: ([x]) => averagePool(x, 3, stride),
    eager: (tf, [x]) => tf.avgPool(x as Images, 3, stride, 'same'),
  })),
  ...[1, 2, 3].map((stride): OpCase => ({
    title: `returns the mean of 2x2 windows with VALID padding and stride ${stride}`,
    covers: 'pool.averagePool',
    inputs: [images],
    build: ([x]) => averagePool(x, 2, stride, 'VALID'),
    eager: (tf, [x]) => tf.avgPool(x as Images, 2, stride, 'valid'),
  })),
  ...[1, 2, 3, 4].map((side): OpCase => ({
    title: `returns the mean of windows of side ${side}, as large as the image or larger`,
    covers: 'pool.averagePool',
    inputs: [spread([2, 2, 3, 2], 6)],
    build: ([x]) => averagePool(x, side, 1),
    eager: (tf, [x]) => tf.avgPool(x as Images, side, 1, 'same'),
  })),
  {
    title: 'leaves the padding out of the mean',
    covers: 'pool.averagePool',
    inputs: [floats([1, 2, 2, 1], [1, 2, 3, 4])],
    build: ([x]) => averagePool(x, 3, 1),
    expected: [2.5, 2.5, 2.5, 2.5],
  },
];
