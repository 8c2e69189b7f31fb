import type { EvaluationPlan } from './evaluator';

/** Plan of evaluators that train nothing between scores: a score never changes. */
export const STATIONARY_SCORES = {
  rescoresEachRound: false,
  stepsPerEpoch: 0,
  trainingSteps: () => 0,
} as const satisfies Partial<EvaluationPlan>;
