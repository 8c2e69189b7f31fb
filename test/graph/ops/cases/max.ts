import { max } from '../../../../src/graph/ops/max';
import { floats } from '../../../support/graph/compiled';
import { apart, type OpCase } from '../../../support/graph/op-case';

export const maxCases: readonly OpCase[] = [
  {
    title: 'returns the maximum along an axis',
    covers: 'max.max',
    inputs: [apart([3, 4], 2)],
    build: ([x]) => max(x, [1]),
    eager: (tf, [x]) => tf.max(x, 1),
  },
  {
    title: 'returns the maximum over all axes',
    covers: 'max.max',
    inputs: [floats([2, 2], [1, -2, 7, 3])],
    build: ([x]) => max(x, [0, 1]),
    expected: [7],
  },
];
