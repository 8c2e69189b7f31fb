/** Predictions with uncertainty. */
export interface Predictions {
  /** Predicted mean of each item. */
  readonly means: readonly number[];
  /** Returns the standard deviation of an item's prediction. */
  std(index: number): number;
  /** Upper bound of all standard deviations. */
  readonly maxStd: number;
}

/** An item whose standard deviation is known. */
interface BoundedItem {
  readonly index: number;
  /** Upper confidence bound. */
  readonly bound: number;
}

/**
 * Yields the indices of the items by their upper confidence bounds (UCB), mean + beta * std (Srinivas et al. 2010), highest first.
 * Items whose mean is not finite are left out.
 *
 * Standard deviations are expensive; they are computed only for items that can be next.
 */
export function* rankByUcb({ means, std, maxStd }: Predictions, beta: number): Generator<number> {
  const byMean = [...means.keys()]
    .filter((i) => Number.isFinite(means[i]))
    .sort((a, b) => means[b] - means[a] || a - b);
  if (beta === 0) {
    yield* byMean;
    return;
  }
  /** Highest bound last; of equal bounds the highest mean last. */
  const waiting: BoundedItem[] = [];
  for (const index of byMean) {
    // No remaining item can have a higher bound.
    yield* takeWhileAtLeast(waiting, means[index] + beta * maxStd);
    const bound = means[index] + beta * std(index);
    waiting.splice(findPosition(waiting, bound), 0, { index, bound });
  }
  yield* takeWhileAtLeast(waiting, -Infinity);
}

/** Removes the last items while their bounds reach a limit, and yields their indices. */
function* takeWhileAtLeast(waiting: BoundedItem[], limit: number): Generator<number> {
  for (let last = waiting.at(-1); last !== undefined && last.bound >= limit; last = waiting.at(-1)) {
    waiting.pop();
    yield last.index;
  }
}

/** Returns the position before the first item with this bound or a higher one. */
function findPosition(waiting: readonly BoundedItem[], bound: number): number {
  let [low, high] = [0, waiting.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (waiting[middle].bound < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}
