import { mean, quantileSorted, sampleWithReplacement } from 'simple-statistics';
import type { Random } from '../random';

export interface ConfidenceInterval {
  readonly low: number;
  readonly high: number;
}

/** Share of a normal sample's means that such an interval covers, about. */
export const CONFIDENCE_LEVEL = 0.95;

/**
 * Bootstrap interval of the mean (Efron 1979, by percentiles): what the mean might have been, had other samples come out of
 * what the values stand for.
 *
 * @param values at least one
 * @param resamples how often a sample as large is drawn from the values, with replacement
 */
export function bootstrapInterval(
  values: readonly number[],
  random: Random,
  resamples = 10_000,
): ConfidenceInterval {
  const means = Array.from({ length: resamples }, () =>
    mean(sampleWithReplacement(values, values.length, random)),
  ).sort((a, b) => a - b);
  const tail = (1 - CONFIDENCE_LEVEL) / 2;
  return { low: quantileSorted(means, tail), high: quantileSorted(means, 1 - tail) };
}

/**
 * Sign-flip test of paired differences (Fisher 1935): how often, were it chance which of a pair is which, the mean would be
 * at least as far from 0 as it is. Two-sided; the signs are drawn at random, and what was observed counts as one draw.
 *
 * @param differences at least one
 */
export function signFlipTest(differences: readonly number[], random: Random, draws = 10_000): number {
  const sum = Math.abs(differences.reduce((total, each) => total + each, 0));
  // Sums of the same numbers in another order differ in their last digits.
  const limit = sum * (1 - 1e-9);
  let asFar = 1;
  for (let draw = 0; draw < draws; draw++) {
    let flipped = 0;
    for (const each of differences) flipped += random() < 0.5 ? each : -each;
    if (Math.abs(flipped) >= limit) asFar += 1;
  }
  return asFar / (draws + 1);
}
