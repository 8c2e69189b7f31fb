import type { Evaluator } from '../../evaluators/evaluator';
import type { Architecture } from '../../space/space';
import { getSign } from '../../statistics/direction';
import type { Searcher } from './searcher';

/** One query of the evaluator. */
export interface Query {
  readonly architecture: Architecture;
  /** Not finite if scoring failed. */
  readonly score: number;
  /**
   * Index of the query with the best score so far, the first of equal ones. Undefined until a query has a
   * score.
   */
  readonly bestIndex: number | undefined;
}

/**
 * Runs a searcher with a query budget.
 *
 * @returns the queries in order; fewer than `budget` if the searcher has no new proposals left
 */
export function runWithBudget(searcher: Searcher, evaluator: Evaluator, budget: number): Query[] {
  const sign = getSign(evaluator.metric.direction);
  const queries: Query[] = [];
  let best: { readonly index: number; readonly objective: number } | undefined;
  while (queries.length < budget) {
    const proposed = searcher.ask().slice(0, budget - queries.length);
    if (proposed.length === 0) break;
    const objectives = proposed.map((architecture) => {
      const score = evaluator.score(architecture).value;
      const objective = Number.isFinite(score) ? sign * score : undefined;
      if (objective !== undefined && (best === undefined || objective > best.objective))
        best = { index: queries.length, objective };
      queries.push({ architecture, score, bestIndex: best?.index });
      return objective;
    });
    if (queries.length < budget) searcher.tell(objectives);
  }
  return queries;
}
