import type { Metric } from '../../evaluators/evaluator';
import type { Architecture } from '../../space/space';
import { rankCandidates } from './ranking';
import type { Candidate, Origin, SearchState } from './state';

/** The best architecture so far. */
export interface BestCandidate {
  readonly id: number;
  readonly architecture: Architecture;
  readonly score: number;
  /** Round that gave the score, from 1 on. */
  readonly round: number;
  readonly origin: Origin;
}

/**
 * The best of all at the last scoring that was finished, or, before the first is, of those scored so far. Undefined
 * where nothing has a score.
 *
 * Where scores drift these are the ones of that round, which alone can be compared; those that left the pool when it
 * was renewed count, as their score is of the same round.
 */
export function findBestCandidate(
  state: SearchState,
  metric: Metric,
  rescoresEachRound: boolean,
): BestCandidate | undefined {
  const candidates = state.lastScoring < 0 ? mergePartialResults(state) : state.candidates;
  const round = Math.max(0, state.lastScoring);
  const ids = candidates.flatMap(({ result }, id) =>
    result !== undefined && (!rescoresEachRound || result.round === round) ? [id] : [],
  );
  const [first] = rankCandidates(candidates, ids, metric);
  const result = first?.candidate.result;
  if (result?.value === undefined) return undefined;
  const { architecture, origin } = first.candidate;
  return { id: first.id, architecture, score: result.value, round: result.round + 1, origin };
}

/** The pool with the results of its first scoring, as far as that has come. */
function mergePartialResults({ candidates, pool, results }: SearchState): Candidate[] {
  const partial = [...candidates];
  results.forEach((result, i) => {
    partial[pool[i]] = { ...candidates[pool[i]], result };
  });
  return partial;
}

/**
 * The pool with its worst replaced by as many new ones, so that it keeps its size.
 *
 * @param fresh ids of the new ones, at most as many as the pool has
 * @returns those that stay, in their order, then the new ones
 */
export function replaceWorst(state: SearchState, fresh: readonly number[], metric: Metric): number[] {
  const kept = new Set(
    rankCandidates(state.candidates, state.pool, metric)
      .slice(0, state.pool.length - fresh.length)
      .map(({ id }) => id),
  );
  return [...state.pool.filter((id) => kept.has(id)), ...fresh];
}
