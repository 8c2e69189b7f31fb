import type { Evaluator } from '../../evaluators/evaluator';
import type { Architecture } from '../../space/space';
import { getObjectiveSign } from '../nao/ranking';
import type { Searcher } from './searcher';

/** One score that a search has taken. */
export interface Query {
  readonly architecture: Architecture;
  /** Not finite where scoring failed. */
  readonly score: number;
  /** Index of the look-up with the best score so far, the first of equal ones; undefined while none has a score. */
  readonly bestIndex: number | undefined;
}

/**
 * Lets a searcher spend a number of look-ups.
 *
 * @returns them in their order; fewer where the searcher has found nothing new any more
 */
export function runWithBudget(searcher: Searcher, evaluator: Evaluator, budget: number): Query[] {
  const sign = getObjectiveSign(evaluator.metric);
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
