import type { Metric } from '../../src/evaluate/evaluator';
import { unitScale } from '../../src/search/scale';

const accuracy: Metric = { name: 'shared_valid_accuracy', better: 'higher' };
const error: Metric = { name: 'error', better: 'lower' };
const perplexity: Metric = { name: 'shared_valid_perplexity', better: 'lower', isRatio: true };

test.each([
  ['the highest', accuracy, [0.2, 0.7, 0.45], [0, 1, 0.5]],
  ['the lowest', error, [80, 30, 55], [0, 1, 0.5]],
  // 100 is as far from 10 as from 1000.
  ['the lowest by its logarithm', perplexity, [1000, 10, 100], [0, 1, 0.5]],
])('the target of %s is 1, of the worst 0', (_, metric, scores, targets) => {
  const scale = unitScale(scores, metric);
  scores.forEach((score, i) => {
    expect(scale.toTarget(score)).toBeCloseTo(targets[i], 12);
    expect(scale.toScore(targets[i])).toBeCloseTo(score, 9);
  });
});

test('a prediction beyond the best of the scores stays in their unit', () => {
  expect(unitScale([100, 200], error).toScore(1.5)).toBeCloseTo(50, 9);
  expect(unitScale([100, 200], perplexity).toScore(2)).toBeCloseTo(50, 9);
});

test('one network gone wild leaves the others apart', () => {
  const scores = [300, 250, 1e9];
  const gap = (metric: Metric): number => {
    const scale = unitScale(scores, metric);
    return scale.toTarget(250) - scale.toTarget(300);
  };
  expect(gap(error)).toBeLessThan(1e-7);
  // ln(300 / 250) of ln(1e9 / 250)
  expect(gap(perplexity)).toBeCloseTo(Math.log(1.2) / Math.log(4e6), 12);
});

test.each([accuracy, error, perplexity])('equal scores have the target 0 and come back ($name)', (metric) => {
  const scale = unitScale([90, 90], metric);
  expect(scale.toTarget(90)).toBe(0);
  expect(scale.toScore(0.3)).toBeCloseTo(90, 9);
});
