import type { Direction } from './direction';

/**
 * Agreement of two orders. Implemented here because no maintained npm library computes tau-b: those with a rank correlation
 * give tied values different ranks.
 */
export interface RankCorrelation {
  /** Undefined for fewer than two values or if one side is constant. Never NaN. */
  readonly value: number | undefined;
  /** Number of values compared. Pairs with a non-finite value (a failed score) are excluded. */
  readonly n: number;
}

/**
 * Returns Kendall's tau-b, in [-1, 1]: (concordant - discordant) / sqrt((pairs - ties in x) (pairs - ties in y)).
 *
 * @param x finite or not, e.g. predicted scores
 * @param y one for each x, e.g. measured scores, better in the same direction
 * @throws RangeError if the lengths differ
 */
export function kendallTau(x: readonly number[], y: readonly number[]): RankCorrelation {
  // Knight 1966: after sorting by x and then y, the discordant pairs are the inversions of y.
  const pairs = toFinitePairs(x, y).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const n = pairs.length;
  const all = (n * (n - 1)) / 2;
  const tiedX = countTiedPairs(pairs, (a, b) => a[0] === b[0]);
  const tiedBoth = countTiedPairs(pairs, (a, b) => a[0] === b[0] && a[1] === b[1]);
  const byY = pairs.map(([, value]) => value);
  const discordant = sortCountingSwaps(byY);
  const tiedY = countTiedPairs(byY, (a, b) => a === b);
  const score = all - tiedX - tiedY + tiedBoth - 2 * discordant;
  const isDefined = tiedX < all && tiedY < all;
  return { value: isDefined ? score / Math.sqrt((all - tiedX) * (all - tiedY)) : undefined, n };
}

/** Counts the pairs of equal items. @param sorted items with equal ones adjacent */
function countTiedPairs<T>(sorted: readonly T[], equal: (a: T, b: T) => boolean): number {
  let pairs = 0;
  for (let first = 0, i = 1; i < sorted.length; i++) {
    if (!equal(sorted[i], sorted[i - 1])) first = i;
    pairs += i - first;
  }
  return pairs;
}

/** Sorts values in place by merge sort. @returns the number of inversions: pairs with the larger value first */
function sortCountingSwaps(values: number[]): number {
  if (values.length < 2) return 0;
  const half = values.length >> 1;
  const [left, right] = [values.slice(0, half), values.slice(half)];
  let swaps = sortCountingSwaps(left) + sortCountingSwaps(right);
  for (let l = 0, r = 0, i = 0; i < values.length; i++) {
    if (r === right.length || (l < left.length && left[l] <= right[r])) values[i] = left[l++];
    else {
      values[i] = right[r++];
      swaps += left.length - l;
    }
  }
  return swaps;
}

/**
 * Returns Spearman's rho, in [-1, 1]: the linear correlation of ranks, where equal values share their mean rank.
 *
 * @throws RangeError if the lengths differ
 */
export function spearmanRho(x: readonly number[], y: readonly number[]): RankCorrelation {
  const pairs = toFinitePairs(x, y);
  const ranksX = meanRanks(pairs.map(([value]) => value));
  const ranksY = meanRanks(pairs.map(([, value]) => value));
  // The mean of ranks 1..n, also with ties.
  const mean = (pairs.length + 1) / 2;
  let covariance = 0;
  let varianceX = 0;
  let varianceY = 0;
  ranksX.forEach((rankX, i) => {
    covariance += (rankX - mean) * (ranksY[i] - mean);
    varianceX += (rankX - mean) ** 2;
    varianceY += (ranksY[i] - mean) ** 2;
  });
  const isDefined = varianceX > 0 && varianceY > 0;
  return { value: isDefined ? covariance / Math.sqrt(varianceX * varianceY) : undefined, n: pairs.length };
}

/**
 * Returns the pairwise accuracy of a predictor (NAO, Luo et al. 2018, section 4.1): the share of pairs with different
 * measurements that the prediction orders correctly. A pair predicted as equal counts half, so that a constant prediction
 * scores 0.5, like guessing. Counting it fully, as `>=` would, would make a constant prediction perfect.
 *
 * @param predicted higher is better
 * @param measured higher is better
 * @throws RangeError if the lengths differ
 */
export function pairwiseAccuracy(predicted: readonly number[], measured: readonly number[]): RankCorrelation {
  const pairs = toFinitePairs(predicted, measured);
  let different = 0;
  let correct = 0;
  for (let i = 0; i < pairs.length; i++) {
    for (let j = 0; j < i; j++) {
      const signMeasured = Math.sign(pairs[i][1] - pairs[j][1]);
      if (signMeasured === 0) continue;
      const signPredicted = Math.sign(pairs[i][0] - pairs[j][0]);
      different++;
      correct += (1 + signPredicted * signMeasured) / 2;
    }
  }
  return { value: different > 0 ? correct / different : undefined, n: pairs.length };
}

function toFinitePairs(x: readonly number[], y: readonly number[]): [number, number][] {
  if (x.length !== y.length) throw new RangeError(`cannot compare ${x.length} values with ${y.length}`);
  return x.flatMap((value, i): [number, number][] =>
    Number.isFinite(value) && Number.isFinite(y[i]) ? [[value, y[i]]] : [],
  );
}

/** Returns the ranks of the values, from 1. Equal values share the mean of their ranks. */
export function meanRanks(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((a, b) => values[a] - values[b]);
  const ranks = new Array<number>(values.length);
  for (let first = 0; first < order.length;) {
    let end = first + 1;
    while (end < order.length && values[order[end]] === values[order[first]]) end++;
    for (let i = first; i < end; i++) ranks[order[i]] = (first + 1 + end) / 2;
    first = end;
  }
  return ranks;
}

/** Scores of several architectures, in one order. */
export interface ScoreColumn {
  readonly direction: Direction;
  /** Not finite if missing. */
  readonly values: readonly number[];
}

/** Returns the scores, negated if lower ones are better: more is then better. */
export function orientScores({ direction, values }: ScoreColumn): readonly number[] {
  return direction === 'maximize' ? values : values.map((value) => -value);
}

/**
 * Returns the rank correlations of two kinds of scores, over the architectures that have both. They are positive if both agree on
 * which architecture is better.
 */
export function correlateScores(
  a: ScoreColumn,
  b: ScoreColumn,
): { tau: RankCorrelation; rho: RankCorrelation } {
  const [first, second] = [a, b].map(orientScores);
  return { tau: kendallTau(first, second), rho: spearmanRho(first, second) };
}
