/**
 * Finds the Pareto front: the items for which no other is at most as costly and at least as good, and better in one of
 * both. Of equal items the first counts.
 *
 * @param value larger is better
 * @returns the front from the cheapest to the best item
 */
export function findParetoFront<T>(
  items: readonly T[],
  cost: (item: T) => number,
  value: (item: T) => number,
): T[] {
  const sorted = [...items].sort((a, b) => cost(a) - cost(b) || value(b) - value(a));
  let best = -Infinity;
  return sorted.filter((item) => {
    if (value(item) <= best) return false;
    best = value(item);
    return true;
  });
}
