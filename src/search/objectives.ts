import { formatCostLimits, listCostLimits } from '../config/cost-limits';
import type { Objectives } from '../config/schema/objectives';
import type { Metric } from '../evaluators/evaluator';
import type { Space } from '../space/space';

/** Returns true if the score is the only objective and has no limits beside it. */
export function isScoreAlone(objectives: Objectives): boolean {
  return objectives.minimize === 'none' && listCostLimits(objectives).length === 0;
}

/** Describes objectives beside the score, one line per part; no lines for the score alone. */
export function describeObjectives(
  objectives: Objectives,
  metric: Metric,
  { referenceNetwork }: Pick<Space, 'referenceNetwork'>,
): string[] {
  if (isScoreAlone(objectives)) return [];
  const { minimize } = objectives;
  const scores =
    minimize === 'none'
      ? metric.name
      : `${metric.name} and few ${minimize}, by non-dominated sorting (NSGA-II)`;
  const limits = listCostLimits(objectives);
  return [
    `objectives: ${[scores, ...(limits.length === 0 ? [] : [formatCostLimits(limits)])].join('; ')}`,
    ...(referenceNetwork === undefined ? [] : [`costs: ${referenceNetwork.description}`]),
  ];
}

/** Describes how the best architecture of a search is chosen. */
export function describeChoice(objectives: Objectives, { name, direction }: Metric): string {
  const { minimize } = objectives;
  const limits = listCostLimits(objectives);
  return [
    `${direction === 'maximize' ? 'highest' : 'lowest'} ${name}`,
    ...(minimize === 'none' ? [] : [`on the Pareto front of ${name} and ${minimize}`]),
    ...(limits.length === 0 ? [] : [`with ${formatCostLimits(limits)}`]),
  ].join(' ');
}
