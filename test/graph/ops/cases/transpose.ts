import { transpose } from '../../../../src/graph/ops/transpose';
import { floats } from '../../../support/graph/compiled';
import { type OpCase, spread } from '../../../support/graph/op-case';

export const transposeCases: readonly OpCase[] = [
  {
    title: 'reorders three axes',
    covers: 'transpose.transpose',
    inputs: [spread([2, 3, 4], 1)],
    build: ([x]) => transpose(x, [2, 0, 1]),
    eager: (tf, [x]) => tf.transpose(x, [2, 0, 1]),
  },
  {
    title: 'transposes a matrix',
    covers: 'transpose.transpose',
    inputs: [floats([2, 3], [1, 2, 3, 4, 5, 6])],
    build: ([x]) => transpose(x, [1, 0]),
    expected: [1, 4, 2, 5, 3, 6],
  },
];
