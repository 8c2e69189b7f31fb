import type { Metric } from '../../../src/evaluators/evaluator';
import { createMinMaxTransform, createNormalScoreTransform } from '../../../src/search/nao/target-transform';

const accuracy: Metric = { name: 'shared_valid_accuracy', direction: 'maximize' };
const error: Metric = { name: 'error', direction: 'minimize' };
const perplexity: Metric = { name: 'shared_valid_perplexity', direction: 'minimize', logScale: true };

test.each([
  ['the highest', accuracy, [0.2, 0.7, 0.45], [0, 1, 0.5]],
  ['the lowest', error, [80, 30, 55], [0, 1, 0.5]],
  // On the logarithmic scale, 100 is the mean of 10 and 1000.
  ['the lowest by its logarithm', perplexity, [1000, 10, 100], [0, 1, 0.5]],
])('createMinMaxTransform maps %s to 1 and the worst to 0', (_, metric, scores, targets) => {
  const transform = createMinMaxTransform(scores, metric);
  scores.forEach((score, i) => {
    expect(transform.toTarget(score)).toBeCloseTo(targets[i], 12);
    expect(transform.toScore(targets[i])).toBeCloseTo(score, 9);
  });
});

test('createMinMaxTransform extrapolates in the unit of the scores', () => {
  expect(createMinMaxTransform([100, 200], error).toScore(1.5)).toBeCloseTo(50, 9);
  expect(createMinMaxTransform([100, 200], perplexity).toScore(2)).toBeCloseTo(50, 9);
});

test('createMinMaxTransform keeps logarithmic scores distinct next to an outlier', () => {
  const scores = [300, 250, 1e9];
  const gap = (metric: Metric): number => {
    const transform = createMinMaxTransform(scores, metric);
    return transform.toTarget(250) - transform.toTarget(300);
  };
  expect(gap(error)).toBeLessThan(1e-7);
  // ln(300 / 250) of ln(1e9 / 250)
  expect(gap(perplexity)).toBeCloseTo(Math.log(1.2) / Math.log(4e6), 12);
});

test.each([accuracy, error, perplexity])(
  'createMinMaxTransform maps equal scores to 0 and back ($name)',
  (metric) => {
    const transform = createMinMaxTransform([90, 90], metric);
    expect(transform.toTarget(90)).toBe(0);
    expect(transform.toScore(0.3)).toBeCloseTo(90, 9);
  },
);

describe('createNormalScoreTransform', () => {
  // Quantiles of the standard normal at 1/6, 1/2, 5/6.
  const HIGHEST_OF_THREE = 0.967422;

  test.each([
    ['the highest', accuracy, [0.2, 0.7, 0.45]],
    ['the lowest', error, [80, 30, 55]],
    ['the lowest of logarithmic scores', perplexity, [1e9, 10, 11]],
  ])('maps ranks to normal quantiles, with the greatest for %s', (_, metric, [worst, best, middle]) => {
    const transform = createNormalScoreTransform([worst, best, middle], metric);
    // The library approximates the quantile to three digits.
    expect(transform.toTarget(best)).toBeCloseTo(HIGHEST_OF_THREE, 2);
    expect(transform.toTarget(worst)).toBeCloseTo(-HIGHEST_OF_THREE, 2);
    expect(transform.toTarget(middle)).toBeCloseTo(0, 2);
    for (const score of [worst, best, middle])
      expect(transform.toScore(transform.toTarget(score)) / score).toBeCloseTo(1, 9);
  });

  test('maps equal scores to the quantile of their mean rank', () => {
    const transform = createNormalScoreTransform([1, 2, 2, 3], accuracy);
    expect(transform.toTarget(2)).toBeCloseTo(0, 9);
    expect(transform.toTarget(3)).toBeCloseTo(-transform.toTarget(1), 9);
    expect(createNormalScoreTransform([90, 90], error).toTarget(90)).toBeCloseTo(0, 9);
    expect(createNormalScoreTransform([90, 90], error).toScore(0.3)).toBeCloseTo(90, 9);
  });

  test('interpolates linearly between scores and extrapolates monotonically beyond them', () => {
    const transform = createNormalScoreTransform([10, 20, 40], accuracy);
    const [low, middle, high] = [10, 20, 40].map((score) => transform.toTarget(score));
    expect(transform.toTarget(30)).toBeCloseTo((middle + high) / 2, 9);
    expect(transform.toScore((low + middle) / 2)).toBeCloseTo(15, 9);
    // The slope of the whole range: a score difference of 30 for twice the highest target.
    expect(transform.toScore(2 * high)).toBeCloseTo(40 + 15, 6);
    expect(transform.toScore(2 * low)).toBeCloseTo(10 - 15, 6);
  });

  test('depends only on the order of scores', () => {
    const scores = [3, 1, 4, 1.5, 9];
    const other = scores.map((score) => Math.exp(score));
    const [transform, otherTransform] = [
      createNormalScoreTransform(scores, accuracy),
      createNormalScoreTransform(other, accuracy),
    ];
    scores.forEach((score, i) => expect(otherTransform.toTarget(other[i])).toBe(transform.toTarget(score)));
  });
});
