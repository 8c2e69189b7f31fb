import type { Metric } from '../evaluate/evaluator';
import { ranked } from './ranking';
import type { SearchState } from './state';

/**
 * The pool with its worst replaced by as many new ones, so that it keeps its size.
 *
 * @param fresh ids of the new ones, at most as many as the pool has
 * @returns those that stay, in their order, then the new ones
 */
export function replaceWorst(state: SearchState, fresh: readonly number[], metric: Metric): number[] {
  const stay = new Set(
    ranked(state.candidates, state.pool, metric)
      .slice(0, state.pool.length - fresh.length)
      .map(({ id }) => id),
  );
  return [...state.pool.filter((id) => stay.has(id)), ...fresh];
}
