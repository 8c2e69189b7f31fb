import type { Metric } from '../../evaluators/evaluator';
import type { Candidate } from './state';

export interface RankedCandidate {
  readonly id: number;
  readonly candidate: Candidate;
}

/** Returns +1 if higher scores are better, else -1. A score times this sign is an objective to maximize. */
export function getObjectiveSign(metric: Metric): 1 | -1 {
  return metric.direction === 'maximize' ? 1 : -1;
}

/** Ranks candidates: best first, failed ones last, equal ones by id. */
export function rankCandidates(
  candidates: readonly Candidate[],
  ids: readonly number[],
  metric: Metric,
): RankedCandidate[] {
  const sign = getObjectiveSign(metric);
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
