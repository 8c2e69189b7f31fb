import type { Metric } from '../../evaluators/evaluator';
import type { Architecture } from '../../space/space';
import { rankCandidates } from './ranking';
import type { Candidate, Origin, SearchState } from './state';

/** Best architecture so far. */
export interface BestCandidate {
  readonly id: number;
  readonly architecture: Architecture;
  readonly score: number;
  /** Round of the score, from 1. */
  readonly round: number;
  readonly origin: Origin;
}

/**
 * Finds the best candidate at the last finished scoring phase. During the first one, finds the best of those
 * scored so far.
 *
 * If the pool is rescored each round, only scores of that round are comparable. Candidates that have left the
 * pool since count, because their scores are of the same round.
 *
 * @returns undefined if no candidate has a score
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

/** Returns the candidates with the results of the first scoring so far. */
function mergePartialResults({ candidates, pool, results }: SearchState): Candidate[] {
  const partial = [...candidates];
  results.forEach((result, i) => {
    partial[pool[i]] = { ...candidates[pool[i]], result };
  });
  return partial;
}

/**
 * Replaces the worst candidates of the pool by new ones. The pool keeps its size.
 *
 * @param newIds at most as many as the pool has
 * @returns the ids that stay, in their order, then the new ones
 */
export function replaceWorst(state: SearchState, newIds: readonly number[], metric: Metric): number[] {
  const kept = new Set(
    rankCandidates(state.candidates, state.pool, metric)
      .slice(0, state.pool.length - newIds.length)
      .map(({ id }) => id),
  );
  return [...state.pool.filter((id) => kept.has(id)), ...newIds];
}
