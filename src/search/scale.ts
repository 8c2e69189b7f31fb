import type { Metric } from '../evaluate/evaluator';
import { direction } from './ranking';

/** Between scores in the metric's unit and the targets that the predictor learns. */
export interface Scale {
  toTarget(score: number): number;
  toScore(target: number): number;
}

/**
 * Targets from 0 (the worst of `scores`) to 1 (the best). The paper's targets are accuracies, which lie there by
 * themselves; where scores drift, every round has a scale of its own, since the controller learns anew in each. Equal
 * scores are all 0, and every target then stands for that score.
 *
 * @param scores finite, at least one; positive where the metric is a ratio
 */
export function unitScale(scores: readonly number[], metric: Metric): Scale {
  const sign = direction(metric);
  const merit = (score: number): number => sign * (metric.isRatio ? Math.log(score) : score);
  // A loop, since a spread argument list has a limit that a table's scores may pass.
  let worst = Infinity;
  let best = -Infinity;
  for (const score of scores) {
    worst = Math.min(worst, merit(score));
    best = Math.max(best, merit(score));
  }
  const range = best - worst;
  return {
    toTarget: (score) => (range > 0 ? (merit(score) - worst) / range : 0),
    toScore(target) {
      const unsigned = sign * (worst + target * range);
      return metric.isRatio ? Math.exp(unsigned) : unsigned;
    },
  };
}
