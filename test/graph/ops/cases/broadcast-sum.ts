import { broadcastTo, sum, unbroadcast } from '../../../../src/graph/ops/broadcast-sum';
import { floats } from '../../../support/graph/compiled';
import type { OpCase } from '../../../support/graph/op-case';
import { matrix } from './inputs';

export const broadcastSumCases: readonly OpCase[] = [
  {
    title: 'sums over the first and the last axis',
    covers: 'broadcast-sum.sum',
    inputs: [floats([2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8])],
    build: ([x]) => sum(x, [0, 2]),
    eager: (tf, [x]) => tf.sum(x, [0, 2]),
    expected: [14, 22],
  },
  {
    title: 'sums over all axes',
    covers: 'broadcast-sum.sum',
    inputs: [matrix],
    build: ([x]) => sum(x, [0, 1]),
    eager: (tf, [x]) => tf.sum(x),
  },
  {
    title: 'repeats along axes of size one',
    covers: 'broadcast-sum.broadcastTo',
    inputs: [floats([2, 1], [1, 2])],
    build: ([x]) => broadcastTo(x, [2, 3]),
    eager: (tf, [x]) => tf.tile(x, [1, 3]),
    expected: [1, 1, 1, 2, 2, 2],
  },
  {
    title: 'sums over the repeated axes',
    covers: 'broadcast-sum.unbroadcast',
    inputs: [floats([2, 2, 3], [1, 2, 3, 4, 5, 6, 1, 0, 0, 0, 1, 2])],
    build: ([x]) => unbroadcast(x, [2, 1]),
    eager: (tf, [x]) => tf.sum(x, [0, 2]).reshape([2, 1]),
    expected: [7, 18],
  },
];
