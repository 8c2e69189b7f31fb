/** Predictions with uncertainty. */
export interface Predictions {
  /** Predicted mean of each item. */
  readonly means: readonly number[];
  /** Returns the standard deviation of an item's prediction. */
  std(index: number): number;
  /** Upper bound of all standard deviations. */
  readonly maxStd: number;
}

/**
 * Returns the indices of the items with the highest upper confidence bounds (UCB), mean + beta * std (Srinivas et al. 2010),
 * best first. Items whose mean is not finite are excluded.
 *
 * Standard deviations are expensive; they are computed only for items that can still reach the top.
 */
export function selectTopByUcb({ means, std, maxStd }: Predictions, beta: number, count: number): number[] {
  const byMean = [...means.keys()]
    .filter((i) => Number.isFinite(means[i]))
    .sort((a, b) => means[b] - means[a] || a - b);
  if (beta === 0) return byMean.slice(0, count);
  const best: { index: number; bound: number }[] = [];
  for (const index of byMean) {
    const worst = best.at(count - 1);
    // No remaining item can have a higher bound.
    if (worst !== undefined && means[index] + beta * maxStd <= worst.bound) break;
    best.push({ index, bound: means[index] + beta * std(index) });
    best.sort((a, b) => b.bound - a.bound);
    best.splice(count);
  }
  return best.map(({ index }) => index);
}
