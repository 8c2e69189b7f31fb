import { batchNorm, batchNormInference, batchNormWithStatistics } from '../../../../src/graph/ops/batch-norm';
import { floats } from '../../../support/graph/compiled';
import { type OpCase, spread } from '../../../support/graph/op-case';

export const batchNormCases: readonly OpCase[] = [
  {
    title: 'normalizes by the statistics of the batch',
    covers: 'batch-norm.batchNorm',
    inputs: [spread([3, 2, 2, 3], 2, -2, 2), spread([3], 3, 0.5, 1.5), spread([3], 4)],
    build: ([x, gamma, beta]) => batchNorm(x, gamma, beta, 1e-3),
    eager: (tf, [x, gamma, beta]) => {
      const { mean: center, variance } = tf.moments(x, [0, 1, 2]);
      const normal = tf.mul(tf.sub(x, center), tf.rsqrt(tf.add(variance, 1e-3)));
      return tf.add(tf.mul(normal, gamma), beta);
    },
  },
  {
    title: 'normalizes by the statistics of the batch',
    covers: 'batch-norm.batchNormWithStatistics',
    inputs: [floats([2, 1, 1, 1], [3, 7]), floats([1], [10]), floats([1], [1])],
    build: ([x, gamma, beta]) => batchNormWithStatistics(x, gamma, beta, 0).y,
    expected: [-9, 11],
    gradient: 'differences',
  },
  {
    title: 'normalizes by given statistics',
    covers: 'batch-norm.batchNormInference',
    inputs: [
      floats([1, 1, 2, 2], [1, 2, 5, 4]),
      floats([2], [10, 1]),
      floats([2], [0, 7]),
      floats([2], [3, 2]),
      floats([2], [4, 0.25]),
    ],
    build: ([x, gamma, beta, center, variance]) => batchNormInference(x, gamma, beta, center, variance, 0),
    expected: [-10, 7, 10, 11],
    gradient: 'missing',
  },
  {
    title: 'normalizes two numbers',
    covers: 'batch-norm.batchNorm',
    inputs: [floats([2, 1, 1, 1], [3, 7]), floats([1], [10]), floats([1], [1])],
    build: ([x, gamma, beta]) => batchNorm(x, gamma, beta, 0),
    expected: [-9, 11],
    // The result depends only on the sign of x[0] - x[1]: its slope is zero, checked by differences.
    gradient: 'differences',
  },
];
