import { batchMatmul } from '../../../../src/graph/ops/batch-matmul';
import { floats } from '../../../support/graph/compiled';
import { type OpCase, spread } from '../../../support/graph/op-case';
import { TRANSPOSITIONS } from './inputs';

export const batchMatmulCases: readonly OpCase[] = [
  ...TRANSPOSITIONS.map(([left, right]): OpCase => ({
    title: `multiplies batches of matrices${left ? ', the left transposed' : ''}${right ? ', the right transposed' : ''}`,
    covers: 'batch-matmul.batchMatmul',
    inputs: [spread(left ? [5, 3, 2] : [5, 2, 3], 1), spread(right ? [5, 4, 3] : [5, 3, 4], 2)],
    build: ([a, b]) => batchMatmul(a, b, left, right),
    eager: (tf, [a, b]) => tf.matMul(a, b, left, right),
  })),
  {
    title: 'multiplies two pairs of matrices',
    covers: 'batch-matmul.batchMatmul',
    inputs: [floats([2, 1, 2], [1, 2, 3, 4]), floats([2, 2, 1], [1, 10, 100, 1000])],
    build: ([a, b]) => batchMatmul(a, b),
    expected: [21, 4300],
  },
];
