import type * as tfjs from '@tensorflow/tfjs-node-gpu';
import { batchNorm, batchNormInference, batchNormWithStatistics } from '../../../../src/graph/ops/batch-norm';
import { batchNormOfProduct } from '../../../../src/graph/ops/batch-norm-of-product';
import { conv2d } from '../../../../src/graph/ops/conv2d';
import { matmul } from '../../../../src/graph/ops/matmul';
import { reshape } from '../../../../src/graph/ops/reshape';
import type { Tensor } from '../../../../src/graph/tensor';
import { floats } from '../../../support/graph/compiled';
import { type OpCase, spread } from '../../../support/graph/op-case';
import type { Images } from './inputs';

/** Scale, offset, mean and variance of five channels. */
const fiveChannels = [spread([5], 17, 0.5, 1.5), spread([5], 18), spread([5], 19), spread([5], 20, 0.5, 1.5)];

function toFour([scale, offset, mean, variance]: readonly Tensor[]): [Tensor, Tensor, Tensor, Tensor] {
  return [scale, offset, mean, variance];
}

/** Normalizes the last axis by given statistics. */
function normalizeByGiven(
  tf: typeof tfjs,
  x: tfjs.Tensor,
  [scale, offset, mean, variance]: readonly tfjs.Tensor[],
): tfjs.Tensor {
  return tf.add(tf.mul(tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-3))), scale), offset);
}

export const batchNormCases: readonly OpCase[] = [
  {
    title: 'normalizes by the statistics of the batch',
    covers: 'batch-norm.batchNorm',
    inputs: [spread([3, 2, 2, 3], 2, -2, 2), spread([3], 3, 0.5, 1.5), spread([3], 4)],
    build: ([x, gamma, beta]) => batchNorm(x, gamma, beta, 1e-3),
    eager: (tf, [x, gamma, beta]) => normalizeEagerly(tf, x, gamma, beta),
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
  ...[1, 2].map((stride): OpCase => ({
    title: `normalizes a convolution of stride ${stride} by given statistics`,
    covers: 'batch-norm.batchNormInference',
    inputs: [spread([2, 5, 4, 2], 13), spread([3, 3, 2, 5], 14), ...fiveChannels],
    build: ([x, filter, ...norm]) => batchNormInference(conv2d(x, filter, stride), ...toFour(norm), 1e-3),
    eager: (tf, [x, filter, ...norm]) =>
      normalizeByGiven(tf, tf.conv2d(x as Images, filter as Images, stride, 'same'), norm),
    gradient: 'differences',
  })),
  {
    title: 'normalizes a product of pixels by given statistics',
    covers: 'batch-norm.batchNormInference',
    inputs: [spread([2, 3, 4, 2], 15), spread([2, 5], 16), ...fiveChannels],
    build: ([x, filter, ...norm]) =>
      batchNormInference(reshape(matmul(reshape(x, [24, 2]), filter), [2, 3, 4, 5]), ...toFour(norm), 1e-3),
    eager: (tf, [x, filter, ...norm]) =>
      normalizeByGiven(tf, tf.reshape(tf.matMul(tf.reshape(x, [24, 2]), filter), [2, 3, 4, 5]), norm),
    gradient: 'differences',
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
  {
    title: 'normalizes a convolution with more outputs than numbers under its filter',
    covers: 'batch-norm.batchNorm',
    inputs: [spread([2, 4, 3, 1], 5), spread([3, 3, 1, 11], 6), spread([11], 7, 0.5, 1.5), spread([11], 8)],
    build: ([x, filter, gamma, beta]) => batchNorm(conv2d(x, filter), gamma, beta, 1e-3),
    eager: (tf, [x, filter, gamma, beta]) =>
      normalizeEagerly(tf, tf.conv2d(x as Images, filter as Images, 1, 'same'), gamma, beta),
  },
  ...[0, 10].map((center): OpCase => ({
    title: `normalizes the product of a matrix with numbers about ${center}`,
    covers: 'batch-norm-of-product.batchNormOfProduct',
    inputs: [
      spread([12, 3], 9, center - 1, center + 1),
      spread([3, 4], 10),
      spread([4], 11, 0.5, 1.5),
      spread([4], 12),
    ],
    build: ([x, filter, gamma, beta]) => batchNormOfProduct(x, filter, gamma, beta, 1e-3).y,
    // Centered here as well: the oracle would lose digits as well.
    eager: (tf, [x, filter, gamma, beta]) =>
      normalizeEagerly(tf, tf.matMul(tf.sub(x, tf.mean(x, 0)), filter), gamma, beta),
  })),
];

/** Normalizes all axes but the last by their statistics. */
function normalizeEagerly(
  tf: typeof tfjs,
  x: tfjs.Tensor,
  gamma: tfjs.Tensor,
  beta: tfjs.Tensor,
): tfjs.Tensor {
  const axes = x.shape.slice(1).map((_, axis) => axis);
  const { mean: center, variance } = tf.moments(x, axes);
  const normal = tf.mul(tf.sub(x, center), tf.rsqrt(tf.add(variance, 1e-3)));
  return tf.add(tf.mul(normal, gamma), beta);
}
