import { probit } from 'simple-statistics';
import type { Metric } from '../../evaluators/evaluator';
import { meanRanks } from '../../statistics/rank-correlation';
import { getObjectiveSign } from './ranking';

/** Between scores in the metric's unit and the targets that the predictor learns. */
export interface TargetTransform {
  toTarget(score: number): number;
  toScore(target: number): number;
}

/** What a predictor may learn of scores; the setting `controller.targets`. */
export type Targets = 'scores' | 'ranks';

export function selectTargetTransform(targets: Targets): typeof createMinMaxTransform {
  return { scores: createMinMaxTransform, ranks: createNormalScoreTransform }[targets];
}

/**
 * Targets from 0 (the worst of `scores`) to 1 (the best). The paper's targets are accuracies, which lie there by
 * themselves; where scores drift, every round has a scale of its own, since the controller learns anew in each. Equal
 * scores are all 0, and every target then stands for that score.
 *
 * @param scores finite, at least one; positive where the metric is a ratio
 */
export function createMinMaxTransform(scores: readonly number[], metric: Metric): TargetTransform {
  const { toObjective, toScore } = createObjectiveTransform(metric);
  // A loop, since a spread argument list has a limit that a table's scores may pass.
  let worst = Infinity;
  let best = -Infinity;
  for (const score of scores) {
    worst = Math.min(worst, toObjective(score));
    best = Math.max(best, toObjective(score));
  }
  const range = best - worst;
  return {
    toTarget: (score) => (range > 0 ? (toObjective(score) - worst) / range : 0),
    toScore: (target) => toScore(worst + target * range),
  };
}

/**
 * Normal scores (Van der Waerden 1952): targets are the standard normal's quantiles at the scores' ranks, so that a predictor
 * spends itself on the order of architectures, which is all that a search asks for, and neither on how bad the bad ones are
 * nor on outliers. Between two known scores linear; beyond them along the slope of the whole range.
 *
 * @param scores as for `unitScale`
 */
export function createNormalScoreTransform(scores: readonly number[], metric: Metric): TargetTransform {
  const { toObjective, toScore } = createObjectiveTransform(metric);
  const objectives = scores.map(toObjective);
  const ranks = meanRanks(objectives);
  const knots = [...new Map(objectives.map((each, i) => [each, ranks[i]]))]
    .sort((a, b) => a[0] - b[0])
    .map(([each, rank]): Knot => ({ objective: each, target: probit((rank - 0.5) / objectives.length) }));
  return {
    toTarget: (score) => interpolate(toObjective(score), knots, 'objective', 'target'),
    toScore: (target) => toScore(interpolate(target, knots, 'target', 'objective')),
  };
}

interface Knot {
  readonly objective: number;
  readonly target: number;
}

/** @param knots ascending in both */
function interpolate(value: number, knots: readonly Knot[], from: keyof Knot, to: keyof Knot): number {
  const [first, last] = [knots[0], knots[knots.length - 1]];
  if (knots.length === 1) return first[to];
  const after = knots.findIndex((knot) => knot[from] > value);
  const isOutside = after <= 0;
  const [a, b] = isOutside ? [first, last] : [knots[after - 1], knots[after]];
  const nearest = !isOutside || after === 0 ? a : b;
  return nearest[to] + ((value - nearest[from]) / (b[from] - a[from])) * (b[to] - a[to]);
}

/** A score as a number that is better when higher, and back. */
function createObjectiveTransform(metric: Metric): {
  toObjective(score: number): number;
  toScore(objective: number): number;
} {
  const sign = getObjectiveSign(metric);
  return {
    toObjective: (score) => sign * (metric.logScale ? Math.log(score) : score),
    toScore: (objective) => (metric.logScale ? Math.exp(sign * objective) : sign * objective),
  };
}
