import { computeMean } from './mean';

/** Values of the items that a score ranks first, beside those of random items. The higher a value, the better. */
export interface SelectionQuality {
  /** Number of items. Those with a non-finite score or value are excluded. */
  readonly n: number;
  /** Value of the first item. */
  readonly top1: number;
  /** Share of the other items that are worse than the first; equal values count half. Undefined for one item. */
  readonly top1Percentile: number | undefined;
  /** Mean value of the first `count` items. */
  readonly topMean: number;
  /** Best value among the first `count` items. */
  readonly topBest: number;
  /** Expected value of a random item. */
  readonly randomMean: number;
  /** Expected best value of `count` random items. */
  readonly randomBest: number;
}

/**
 * Returns how good the items are that a score ranks first. Items of equal score are in random order, and all results are
 * expectations over that order: a score that is constant selects at random.
 *
 * @param scores higher ranks first
 * @param values true value of each item; higher is better
 * @param count number of items selected, at least 1; all of them if there are fewer
 * @returns undefined if no item has a finite score and value
 * @throws RangeError if the lengths differ
 */
export function evaluateSelection(
  scores: readonly number[],
  values: readonly number[],
  count: number,
): SelectionQuality | undefined {
  if (scores.length !== values.length) {
    throw new RangeError(`cannot compare ${scores.length} scores with ${values.length} values`);
  }
  const items = scores
    .map((score, i) => ({ score, value: values[i] }))
    .filter(({ score, value }) => Number.isFinite(score) && Number.isFinite(value))
    .sort((a, b) => b.score - a.score);
  if (items.length === 0) return undefined;
  const all = items.map(({ value }) => value);
  const selected = Math.min(count, all.length);
  const first = all.slice(0, countTied(items, 0));
  // The items that are selected for certain, and those of equal score that share the remaining places.
  const borderStart = items.findIndex(({ score }) => score === items[selected - 1].score);
  const certain = all.slice(0, borderStart);
  const border = all.slice(borderStart, borderStart + countTied(items, borderStart));
  const places = selected - borderStart;
  return {
    n: all.length,
    top1: computeMean(first),
    top1Percentile: computeMeanPercentile(first, all),
    topMean: (sum(certain) + places * computeMean(border)) / selected,
    topBest: expectedBest(border, places, Math.max(-Infinity, ...certain)),
    randomMean: computeMean(all),
    randomBest: expectedBest(all, selected),
  };
}

/**
 * Returns the expected maximum of `count` values drawn without replacement. The i-th smallest of n values, i from 0, is the
 * maximum of C(i, count - 1) of the C(n, count) subsets.
 *
 * @param count 1 to the number of values
 * @param least value that the maximum is at least
 */
export function expectedBest(values: readonly number[], count: number, least = -Infinity): number {
  const ascending = [...values].sort((a, b) => a - b);
  let probability = count / ascending.length;
  let expected = 0;
  for (let i = ascending.length - 1; i >= count - 1; i--) {
    expected += probability * Math.max(least, ascending[i]);
    // C(i - 1, count - 1) / C(i, count - 1)
    if (i > 0) probability *= (i - count + 1) / i;
  }
  return expected;
}

/** Counts the items with the score of the item at `start`, which is the first of them. */
function countTied(items: readonly { readonly score: number }[], start: number): number {
  const end = items.findIndex(({ score }, i) => i > start && score !== items[start].score);
  return (end < 0 ? items.length : end) - start;
}

/** Returns the mean percentile of some of the values among the others. */
function computeMeanPercentile(some: readonly number[], all: readonly number[]): number | undefined {
  if (all.length < 2) return undefined;
  return computeMean(
    some.map((value) => {
      const worse = all.filter((other) => other < value).length;
      const equal = all.filter((other) => other === value).length - 1;
      return (worse + equal / 2) / (all.length - 1);
    }),
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
