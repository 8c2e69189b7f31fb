/** Numbers that are expected, and how far they may be off. */
export interface Predictions {
  /** Of each item. */
  readonly means: readonly number[];
  /** Standard deviation of an item's. */
  std(index: number): number;
  /** No deviation is larger. */
  readonly maxStd: number;
}

/**
 * Indices of the items with the highest upper confidence bounds, mean plus `exploration` deviations (Srinivas et al. 2010),
 * best first; items whose mean is not finite are left out. Deviations take their time, so only those are asked for that may
 * decide.
 */
export function selectTopByUcb({ means, std, maxStd }: Predictions, beta: number, count: number): number[] {
  const byMean = [...means.keys()]
    .filter((i) => Number.isFinite(means[i]))
    .sort((a, b) => means[b] - means[a] || a - b);
  if (beta === 0) return byMean.slice(0, count);
  const best: { index: number; bound: number }[] = [];
  for (const index of byMean) {
    const worst = best.at(count - 1);
    // From here on no bound can be as high.
    if (worst !== undefined && means[index] + beta * maxStd <= worst.bound) break;
    best.push({ index, bound: means[index] + beta * std(index) });
    best.sort((a, b) => b.bound - a.bound);
    best.splice(count);
  }
  return best.map(({ index }) => index);
}
