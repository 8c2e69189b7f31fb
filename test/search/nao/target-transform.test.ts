import type { Metric } from '../../../src/evaluators/evaluator';
import { createMinMaxTransform, createNormalScoreTransform } from '../../../src/search/nao/target-transform';

const accuracy: Metric = { name: 'shared_valid_accuracy', direction: 'maximize' };
const error: Metric = { name: 'error', direction: 'minimize' };
const perplexity: Metric = { name: 'shared_valid_perplexity', direction: 'minimize', logScale: true };

test.each([
  ['the highest', accuracy, [0.2, 0.7, 0.45], [0, 1, 0.5]],
  ['the lowest', error, [80, 30, 55], [0, 1, 0.5]],
  // 100 is as far from 10 as from 1000.
  ['the lowest by its logarithm', perplexity, [1000, 10, 100], [0, 1, 0.5]],
])('the target of %s is 1, of the worst 0', (_, metric, scores, targets) => {
  const scale = createMinMaxTransform(scores, metric);
  scores.forEach((score, i) => {
    expect(scale.toTarget(score)).toBeCloseTo(targets[i], 12);
    expect(scale.toScore(targets[i])).toBeCloseTo(score, 9);
  });
});

test('a prediction beyond the best of the scores stays in their unit', () => {
  expect(createMinMaxTransform([100, 200], error).toScore(1.5)).toBeCloseTo(50, 9);
  expect(createMinMaxTransform([100, 200], perplexity).toScore(2)).toBeCloseTo(50, 9);
});

test('one network gone wild leaves the others apart', () => {
  const scores = [300, 250, 1e9];
  const gap = (metric: Metric): number => {
    const scale = createMinMaxTransform(scores, metric);
    return scale.toTarget(250) - scale.toTarget(300);
  };
  expect(gap(error)).toBeLessThan(1e-7);
  // ln(300 / 250) of ln(1e9 / 250)
  expect(gap(perplexity)).toBeCloseTo(Math.log(1.2) / Math.log(4e6), 12);
});

test.each([accuracy, error, perplexity])('equal scores have the target 0 and come back ($name)', (metric) => {
  const scale = createMinMaxTransform([90, 90], metric);
  expect(scale.toTarget(90)).toBe(0);
  expect(scale.toScore(0.3)).toBeCloseTo(90, 9);
});

describe('targets by rank', () => {
  // Quantiles of the standard normal at 1/6, 1/2, 5/6.
  const THIRD = 0.967422;

  test.each([
    ['the highest', accuracy, [0.2, 0.7, 0.45]],
    ['the lowest', error, [80, 30, 55]],
    ['the lowest of ratios', perplexity, [1e9, 10, 11]],
  ])('are normal scores, the greatest that of %s', (_, metric, [worst, best, middle]) => {
    const scale = createNormalScoreTransform([worst, best, middle], metric);
    // The library's quantile is an approximation to three digits.
    expect(scale.toTarget(best)).toBeCloseTo(THIRD, 2);
    expect(scale.toTarget(worst)).toBeCloseTo(-THIRD, 2);
    expect(scale.toTarget(middle)).toBeCloseTo(0, 2);
    for (const score of [worst, best, middle])
      expect(scale.toScore(scale.toTarget(score)) / score).toBeCloseTo(1, 9);
  });

  test('equal scores share a target, which lies in the middle of their ranks', () => {
    const scale = createNormalScoreTransform([1, 2, 2, 3], accuracy);
    expect(scale.toTarget(2)).toBeCloseTo(0, 9);
    expect(scale.toTarget(3)).toBeCloseTo(-scale.toTarget(1), 9);
    expect(createNormalScoreTransform([90, 90], error).toTarget(90)).toBeCloseTo(0, 9);
    expect(createNormalScoreTransform([90, 90], error).toScore(0.3)).toBeCloseTo(90, 9);
  });

  test('between scores targets are linear; beyond them they go on, and stay in order', () => {
    const scale = createNormalScoreTransform([10, 20, 40], accuracy);
    const [low, middle, high] = [10, 20, 40].map((score) => scale.toTarget(score));
    expect(scale.toTarget(30)).toBeCloseTo((middle + high) / 2, 9);
    expect(scale.toScore((low + middle) / 2)).toBeCloseTo(15, 9);
    // The whole range: 30 of the score for twice the highest target.
    expect(scale.toScore(2 * high)).toBeCloseTo(40 + 15, 6);
    expect(scale.toScore(2 * low)).toBeCloseTo(10 - 15, 6);
  });

  test('depend on the order of scores alone', () => {
    const scores = [3, 1, 4, 1.5, 9];
    const other = scores.map((score) => Math.exp(score));
    const [scale, otherScale] = [
      createNormalScoreTransform(scores, accuracy),
      createNormalScoreTransform(other, accuracy),
    ];
    scores.forEach((score, i) => expect(otherScale.toTarget(other[i])).toBe(scale.toTarget(score)));
  });
});
