import type * as tfjs from '@tensorflow/tfjs-node-gpu';
import { unsortedSegmentSum } from '../../../../src/graph/ops/unsorted-segment-sum';
import { floats, integers } from '../../../support/graph/compiled';
import type { OpCase } from '../../../support/graph/op-case';

export const unsortedSegmentSumCases: readonly OpCase[] = [
  {
    title: 'sums rows by segment, with zeros for empty segments',
    covers: 'unsorted-segment-sum.unsortedSegmentSum',
    inputs: [floats([4, 2], [1, 10, 2, 20, 4, 40, 8, 80]), integers([4], [3, 0, 3, 1])],
    build: ([x, segments]) => unsortedSegmentSum(x, segments, 5),
    eager: (tf, [x, segments]) => tf.unsortedSegmentSum(x, segments as tfjs.Tensor1D, 5),
    expected: [2, 20, 8, 80, 0, 0, 5, 50, 0, 0],
    gradient: 'missing',
  },
  {
    title: 'sums scalars by segment',
    covers: 'unsorted-segment-sum.unsortedSegmentSum',
    inputs: [floats([3], [1, 2, 4]), integers([3], [1, 1, 0])],
    build: ([x, segments]) => unsortedSegmentSum(x, segments, 2),
    expected: [4, 3],
    gradient: 'missing',
  },
];
