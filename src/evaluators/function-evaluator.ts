import type { Architecture } from '../space/space';
import type { Evaluator, Metric, Score } from './evaluator';
import { STATIONARY_SCORES } from './stationary';

/** A score function with its metric. */
export interface FunctionEvaluatorOptions {
  readonly metric: Metric;
  /** Digest of the inputs of the scores. A search is not resumed with another digest. */
  readonly dataDigest: string;
  /** Unit of scoring, for display; `architectures` by default. */
  readonly unit?: string;
  /** Returns the same score for the same architecture. A number, or a score with its failure. */
  score(architecture: Architecture): number | Score;
}

/** Creates an evaluator that scores each architecture once with a function. Nothing is trained and there is no state. */
export function createFunctionEvaluator({
  metric,
  dataDigest,
  unit = 'architectures',
  score,
}: FunctionEvaluatorOptions): Evaluator {
  return {
    metric,
    dataDigest,
    unit,
    ...STATIONARY_SCORES,
    supports: () => true,
    train() {
      throw new Error('a function evaluator has no training steps');
    },
    score(architecture) {
      const scored = score(architecture);
      return typeof scored === 'number' ? { value: scored, itemsScored: 1 } : scored;
    },
    save: () => undefined,
    restore: () => undefined,
    dispose: () => undefined,
  };
}
