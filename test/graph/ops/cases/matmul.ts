import { matmul } from '../../../../src/graph/ops/matmul';
import { floats } from '../../../support/graph/compiled';
import { type OpCase, spread } from '../../../support/graph/op-case';
import { TRANSPOSITIONS } from './inputs';

export const matmulCases: readonly OpCase[] = [
  ...TRANSPOSITIONS.map(([left, right]): OpCase => ({
    title: `multiplies matrices${left ? ', the left transposed' : ''}${right ? ', the right transposed' : ''}`,
    covers: 'matmul.matmul',
    inputs: [spread(left ? [3, 2] : [2, 3], 1), spread(right ? [4, 3] : [3, 4], 2)],
    build: ([a, b]) => matmul(a, b, left, right),
    eager: (tf, [a, b]) => tf.matMul(a, b, left, right),
  })),
  {
    title: 'multiplies a matrix by a column vector',
    covers: 'matmul.matmul',
    inputs: [floats([2, 2], [1, 2, 3, 4]), floats([2, 1], [10, 100])],
    build: ([a, b]) => matmul(a, b),
    expected: [210, 430],
  },
];
