import type { CostName } from '../../space/network-cost';
import type { Architecture } from '../../space/space';
import {
  findFront,
  rankByObjectives,
  rankCandidates,
  type RankedCandidate,
  type SearchObjectives,
} from './ranking';
import type { SecondObjective } from './second-objective';
import type { Candidate, Origin, SearchState } from './state';

/** Best architecture so far. */
export interface BestCandidate {
  readonly id: number;
  readonly architecture: Architecture;
  readonly score: number;
  /** Round of the score, from 1. */
  readonly round: number;
  readonly origin: Origin;
  /** Pareto front on which it has the best score, if there is a second objective. */
  readonly front?: ParetoFront;
}

/** Candidates of which no other has a better score and less of a cost. */
export interface ParetoFront {
  readonly cost: CostName;
  /** From the cheapest to the one with the best score. */
  readonly members: readonly FrontMember[];
}

export interface FrontMember {
  readonly id: number;
  readonly architecture: Architecture;
  readonly score: number;
  readonly cost: number;
  readonly origin: Origin;
}

/**
 * Finds the best candidate at the last finished scoring phase. During the first one, finds the best of those
 * scored so far.
 *
 * If the pool is rescored each round, only scores of that round are comparable. Candidates that have left the
 * pool since count, because their scores are of the same round.
 *
 * With a second objective, the best candidate is the one with the best score on the Pareto front. Of equal scores the
 * cheapest is on it.
 *
 * @returns undefined if no candidate has a score
 */
export function findBestCandidate(
  state: SearchState,
  { metric, second }: SearchObjectives,
  rescoresEachRound: boolean,
): BestCandidate | undefined {
  const candidates = state.lastScoring < 0 ? mergePartialResults(state) : state.candidates;
  const round = Math.max(0, state.lastScoring);
  const ids = candidates.flatMap(({ result }, id) =>
    result !== undefined && (!rescoresEachRound || result.round === round) ? [id] : [],
  );
  const onFront = second && findFront(candidates, ids, metric, second);
  const best = onFront === undefined ? rankCandidates(candidates, ids, metric)[0] : onFront.at(-1);
  const result = best?.candidate.result;
  if (best === undefined || result?.value === undefined) return undefined;
  const { architecture, origin } = best.candidate;
  return {
    id: best.id,
    architecture,
    score: result.value,
    round: result.round + 1,
    origin,
    ...(second && onFront && { front: createFront(onFront, second) }),
  };
}

function createFront(onFront: readonly RankedCandidate[], { name, cost }: SecondObjective): ParetoFront {
  return {
    cost: name,
    members: onFront.map(({ id, candidate: { architecture, origin, result } }) => ({
      id,
      architecture,
      score: result?.value ?? NaN,
      cost: cost(architecture),
      origin,
    })),
  };
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
export function replaceWorst(
  state: SearchState,
  newIds: readonly number[],
  objectives: SearchObjectives,
): number[] {
  const kept = new Set(
    rankByObjectives(state.candidates, state.pool, objectives)
      .slice(0, state.pool.length - newIds.length)
      .map(({ id }) => id),
  );
  return [...state.pool.filter((id) => kept.has(id)), ...newIds];
}
