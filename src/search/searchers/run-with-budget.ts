import type { Evaluator } from '../../evaluators/evaluator';
import type { Architecture } from '../../space/space';
import { direction } from '../nao/ranking';
import type { Searcher } from './searcher';

/** One score that a search has taken. */
export interface LookUp {
  readonly architecture: Architecture;
  /** Not finite where scoring failed. */
  readonly score: number;
  /** Index of the look-up with the best score so far, the first of equal ones; undefined while none has a score. */
  readonly best: number | undefined;
}

/**
 * Lets a searcher spend a number of look-ups.
 *
 * @returns them in their order; fewer where the searcher has found nothing new any more
 */
export function lookUps(searcher: Searcher, evaluator: Evaluator, budget: number): LookUp[] {
  const sign = direction(evaluator.metric);
  const taken: LookUp[] = [];
  let best: { readonly index: number; readonly merit: number } | undefined;
  while (taken.length < budget) {
    const proposed = searcher.propose().slice(0, budget - taken.length);
    if (proposed.length === 0) break;
    const merits = proposed.map((architecture) => {
      const score = evaluator.score(architecture).value;
      const merit = Number.isFinite(score) ? sign * score : undefined;
      if (merit !== undefined && (best === undefined || merit > best.merit))
        best = { index: taken.length, merit };
      taken.push({ architecture, score, best: best?.index });
      return merit;
    });
    if (taken.length < budget) searcher.observe(merits);
  }
  return taken;
}
