import { mean, quantileSorted, sampleWithReplacement } from 'simple-statistics';
import { type Random, randomPermutation } from '../random';

/** Bounds of a confidence interval. */
export interface ConfidenceInterval {
  readonly low: number;
  readonly high: number;
}

/** Nominal coverage of a confidence interval. */
const CONFIDENCE_LEVEL = 0.95;

/**
 * Returns the percentile bootstrap confidence interval of the mean (Efron 1979).
 *
 * @param values at least one
 * @param resamples number of samples of the same size, drawn from the values with replacement
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
 * Returns the two-sided p-value of the sign-flip test of paired differences (Fisher 1935): the probability, with random
 * signs, of a mean at least as far from 0. The observed signs count as one draw.
 *
 * @param differences at least one, finite
 * @param draws number of random sign assignments
 * @throws RangeError if a difference is not finite
 */
export function signFlipTest(differences: readonly number[], random: Random, draws = 10_000): number {
  assertFinite(differences);
  const sum = Math.abs(differences.reduce((total, each) => total + each, 0));
  // Sums of the same numbers in a different order differ in their last digits.
  const limit = sum * (1 - 1e-9);
  let extreme = 1;
  for (let draw = 0; draw < draws; draw++) {
    let flipped = 0;
    for (const each of differences) flipped += random() < 0.5 ? each : -each;
    if (Math.abs(flipped) >= limit) extreme += 1;
  }
  return extreme / (draws + 1);
}

/**
 * Returns the two-sided p-value of the permutation test of two independent samples (Fisher 1935): the probability, with random
 * groups of the same sizes, of a difference of means at least as large. The observed groups count as one draw.
 *
 * @param draws number of random groups
 * @throws RangeError if a value is not finite
 */
export function permutationTest(
  first: readonly number[],
  second: readonly number[],
  random: Random,
  draws = 10_000,
): number {
  const all = [...first, ...second];
  assertFinite(all);
  const difference = (values: readonly number[]) =>
    Math.abs(mean(values.slice(0, first.length)) - mean(values.slice(first.length)));
  // Sums of the same numbers in a different order differ in their last digits.
  const limit = difference(all) * (1 - 1e-9);
  let extreme = 1;
  for (let draw = 0; draw < draws; draw++) {
    const permuted = Array.from(randomPermutation(random, all.length), (i) => all[i]);
    if (difference(permuted) >= limit) extreme += 1;
  }
  return extreme / (draws + 1);
}

/** Comparisons with NaN are false, so a test would find it significant. */
function assertFinite(values: readonly number[]): void {
  const wrong = values.find((value) => !Number.isFinite(value));
  if (wrong !== undefined) throw new RangeError(`cannot test ${wrong}: all values must be finite`);
}
