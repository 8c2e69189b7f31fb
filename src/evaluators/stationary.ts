import type { EvaluationPlan } from './evaluator';

/** Of evaluators that train nothing between scores: these hold for good. */
export const STATIONARY_SCORES = {
  rescoresEachRound: false,
  stepsPerEpoch: 0,
  trainingSteps: () => 0,
} as const satisfies Partial<EvaluationPlan>;
