import type { Metric } from '../../evaluators/evaluator';
import type { Architecture, Space } from '../../space/space';
import { createGpSurrogate } from './surrogate';
import { createNormalScoreTransform } from './target-transform';

/** Architectures that the process is fitted to, at most: the time grows with the cube of their number. */
const MAX_FITTED = 1000;

/**
 * Smooths scores by the surrogate that a search chooses with (`controller.predictor` gp): a Gaussian process on the graphs of the
 * architectures, fitted to the ranks of the scores of the first 1,000.
 *
 * @param scores of the architectures; not finite if scoring failed
 * @returns predicted normal scores of the ranks, more for a better score
 */
export function smoothScores(
  space: Space,
  architectures: readonly Architecture[],
  scores: readonly number[],
  metric: Metric,
): number[] {
  const scored = architectures.flatMap((architecture, i) =>
    Number.isFinite(scores[i]) ? [{ architecture, score: scores[i] }] : [],
  );
  if (scored.length === 0) return architectures.map(() => NaN);
  const fitted = scored.slice(0, MAX_FITTED);
  const transform = createNormalScoreTransform(
    fitted.map(({ score }) => score),
    metric,
  );
  const observations = fitted.map(({ architecture, score }) => ({
    architecture,
    target: transform.toTarget(score),
  }));
  return createGpSurrogate(space, observations).predict(architectures);
}
