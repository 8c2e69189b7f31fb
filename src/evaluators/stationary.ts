import type { Workload } from './evaluator';

/** Of evaluators that train nothing between scores: these hold for good. */
export const FIXED_SCORES = {
  scoresDrift: false,
  stepsPerEpoch: 0,
  trainingSteps: () => 0,
} as const satisfies Partial<Workload>;
