import { computeGradients } from '../../../src/graph/differentiate';
import { Graph } from '../../../src/graph/graph';
import { batchNormWithStatistics } from '../../../src/graph/ops/batch-norm';
import { sum } from '../../../src/graph/ops/broadcast-sum';
import { compute, expectClose, floats } from '../../support/graph/compiled';

const inputs = [floats([2, 1, 2, 2], [1, 10, 2, 20, 3, 30, 6, 60]), floats([2], [5, 6]), floats([2], [7, 8])];

test('batchNormWithStatistics returns the mean of the batch and its unbiased variance', () => {
  const { mean, variance } = compute(inputs, ([x, gamma, beta]) => {
    const normalized = batchNormWithStatistics(x, gamma, beta);
    return { mean: normalized.mean, variance: normalized.variance };
  });
  expectClose(mean, [3, 30], 1e-6);
  // (4 + 1 + 0 + 9) / 3
  expectClose(variance, [14 / 3, 1400 / 3], 1e-6);
});

test('batchNormWithStatistics has no gradient through its statistics', () => {
  const graph = new Graph();
  const x = graph.placeholder('x', [2, 1, 2, 2], 'float32');
  const one = graph.constant([1], [2]);
  const { mean } = batchNormWithStatistics(x, one, one);
  expect(() => computeGradients(sum(mean, [0]), [x])).toThrow(
    /has no gradient through its mean and variance/,
  );
});
