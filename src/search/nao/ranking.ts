import type { Metric } from '../../evaluators/evaluator';
import { getSign } from '../../statistics/direction';
import { findParetoFront, sortByCrowding } from '../../statistics/pareto';
import type { SecondObjective } from './second-objective';
import type { Candidate } from './state';

export interface RankedCandidate {
  readonly id: number;
  readonly candidate: Candidate;
}

/** Objectives of a search. */
export interface SearchObjectives {
  readonly metric: Metric;
  /** Undefined if the score is the only objective. */
  readonly second: SecondObjective | undefined;
}

/**
 * Ranks candidates by the objectives of the search: best first, failed ones last. With a second objective, those with a score
 * are in the order of NSGA-II's crowded comparison.
 */
export function rankByObjectives(
  candidates: readonly Candidate[],
  ids: readonly number[],
  { metric, second }: SearchObjectives,
): RankedCandidate[] {
  const byScore = rankCandidates(candidates, ids, metric);
  if (second === undefined) return byScore;
  const scored = byScore.filter(({ candidate }) => hasScore(candidate));
  return [...sortByCrowding(scored, ...toCostAndValue(metric, second)), ...byScore.slice(scored.length)];
}

/** Finds the Pareto front of score and second objective, from the cheapest to the best candidate. Failed ones are not on it. */
export function findFront(
  candidates: readonly Candidate[],
  ids: readonly number[],
  metric: Metric,
  second: SecondObjective,
): RankedCandidate[] {
  const scored = rankCandidates(candidates, ids, metric).filter(({ candidate }) => hasScore(candidate));
  return findParetoFront(scored, ...toCostAndValue(metric, second));
}

type ToNumber = (ranked: RankedCandidate) => number;

function toCostAndValue(metric: Metric, second: SecondObjective): [cost: ToNumber, value: ToNumber] {
  const sign = getSign(metric.direction);
  return [
    ({ candidate }) => second.cost(candidate.architecture),
    ({ candidate }) => sign * (candidate.result?.value ?? NaN),
  ];
}

/** Ranks candidates by score: best first, failed ones last, equal ones by id. */
export function rankCandidates(
  candidates: readonly Candidate[],
  ids: readonly number[],
  metric: Metric,
): RankedCandidate[] {
  const sign = getSign(metric.direction);
  const toObjective = ({ candidate }: RankedCandidate): number => {
    const value = candidate.result?.value;
    return value === undefined ? -Infinity : sign * value;
  };
  return ids
    .map((id) => ({ id, candidate: candidates[id] }))
    .sort((a, b) => {
      const [first, second] = [toObjective(a), toObjective(b)];
      // Compared without subtraction: the difference of two infinities is NaN.
      return first === second ? a.id - b.id : first > second ? -1 : 1;
    });
}

export function hasScore(candidate: Candidate): boolean {
  return candidate.result?.value !== undefined;
}
