import { probit } from 'simple-statistics';
import type { Metric } from '../../evaluators/evaluator';
import { getSign } from '../../statistics/direction';
import { meanRanks } from '../../statistics/rank-correlation';

/** Invertible transform between scores in the metric's unit and regression targets. */
export interface TargetTransform {
  toTarget(score: number): number;
  toScore(target: number): number;
}

/** Kind of regression targets; the setting `controller.targets`. */
export type Targets = 'scores' | 'ranks';

/** Returns the function that creates the transform of that kind. */
export function selectTargetTransform(targets: Targets): typeof createMinMaxTransform {
  return { scores: createMinMaxTransform, ranks: createNormalScoreTransform }[targets];
}

/**
 * Creates a min-max transform: the worst of `scores` has target 0, the best 1. The accuracies of NAO (Luo et
 * al. 2018) are in [0, 1] already. Equal scores all have target 0, and every target then maps to that score.
 *
 * @param scores finite, at least one; positive if `metric.logScale`
 */
export function createMinMaxTransform(scores: readonly number[], metric: Metric): TargetTransform {
  const { toObjective, toScore } = createObjectiveTransform(metric);
  // A loop, because a table's scores may exceed the limit of a spread argument list.
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
 * Creates a normal-score transform (Van der Waerden 1952): targets are the standard normal quantiles of the
 * scores' ranks. A surrogate then learns the order of architectures, which is sufficient for a search, and
 * not the size of outliers. Linear between two known scores; beyond them, extrapolates with the slope of the
 * whole range.
 *
 * @param scores as for `createMinMaxTransform`
 */
export function createNormalScoreTransform(scores: readonly number[], metric: Metric): TargetTransform {
  const { toObjective, toScore } = createObjectiveTransform(metric);
  const objectives = scores.map(toObjective);
  const ranks = meanRanks(objectives);
  const knots = [...new Map(objectives.map((objective, i) => [objective, ranks[i]]))]
    .sort((a, b) => a[0] - b[0])
    .map(([objective, rank]): Knot => ({ objective, target: probit((rank - 0.5) / objectives.length) }));
  return {
    toTarget: (score) => interpolate(toObjective(score), knots, 'objective', 'target'),
    toScore: (target) => toScore(interpolate(target, knots, 'target', 'objective')),
  };
}

interface Knot {
  readonly objective: number;
  readonly target: number;
}

/** Interpolates piecewise linearly. @param knots ascending in both coordinates */
function interpolate(value: number, knots: readonly Knot[], from: keyof Knot, to: keyof Knot): number {
  const [first, last] = [knots[0], knots[knots.length - 1]];
  if (knots.length === 1) return first[to];
  const after = knots.findIndex((knot) => knot[from] > value);
  const isOutside = after <= 0;
  const [a, b] = isOutside ? [first, last] : [knots[after - 1], knots[after]];
  const nearest = !isOutside || after === 0 ? a : b;
  return nearest[to] + ((value - nearest[from]) / (b[from] - a[from])) * (b[to] - a[to]);
}

/** Creates the transform between scores and objectives, which are better when higher. */
function createObjectiveTransform(metric: Metric): {
  toObjective(score: number): number;
  toScore(objective: number): number;
} {
  const sign = getSign(metric.direction);
  return {
    toObjective: (score) => sign * (metric.logScale ? Math.log(score) : score),
    toScore: (objective) => (metric.logScale ? Math.exp(sign * objective) : sign * objective),
  };
}
