/**
 * Yields the fronts of a non-dominated sorting (NSGA-II; Deb, Pratap, Agarwal, Meyarivan 2002, section III-A): the Pareto
 * front, then the front of all other items, and so on, each from its cheapest to its best item. An item dominates another if
 * it is at most as costly and at least as good, and better in one of both. Unlike in NSGA-II, of equal items the first
 * dominates the others.
 *
 * @param value larger is better
 */
export function* sortNonDominated<T>(
  items: readonly T[],
  cost: (item: T) => number,
  value: (item: T) => number,
): Generator<T[]> {
  let rest = [...items].sort((a, b) => cost(a) - cost(b) || value(b) - value(a));
  while (rest.length > 0) {
    const front: T[] = [];
    const dominated: T[] = [];
    for (const item of rest) {
      const best = front.at(-1);
      if (best === undefined || value(item) > value(best)) front.push(item);
      else dominated.push(item);
    }
    yield front;
    rest = dominated;
  }
}

/**
 * Finds the Pareto front: the first front of `sortNonDominated`.
 *
 * @param value larger is better
 * @returns the front from the cheapest to the best item
 */
export function findParetoFront<T>(
  items: readonly T[],
  cost: (item: T) => number,
  value: (item: T) => number,
): T[] {
  const [front = []] = sortNonDominated(items, cost, value);
  return front;
}

/**
 * Yields items in the order of NSGA-II's crowded comparison (section III-B): by their front, and in a front by their crowding
 * distance, largest first. The ends of a front are first, the best item before the cheapest.
 *
 * @param value larger is better
 */
export function* sortByCrowding<T>(
  items: readonly T[],
  cost: (item: T) => number,
  value: (item: T) => number,
): Generator<T> {
  for (const front of sortNonDominated(items, cost, value)) {
    const distances = addDistances(front.map(cost), front.map(value));
    // From the best to the cheapest: the sort is stable.
    const order = [...front.keys()].reverse().sort((a, b) => {
      // Compared without subtraction: the difference of two infinities is NaN.
      return distances[a] === distances[b] ? 0 : distances[a] > distances[b] ? -1 : 1;
    });
    for (const i of order) yield front[i];
  }
}

/** Adds the distances of both neighbors in each objective, in units of its range over the front; infinite at the ends. */
function addDistances(costs: readonly number[], values: readonly number[]): number[] {
  const last = costs.length - 1;
  const range = (objective: readonly number[]): number => objective[last] - objective[0];
  return costs.map((_, i) =>
    i === 0 || i === last
      ? Infinity
      : (costs[i + 1] - costs[i - 1]) / range(costs) + (values[i + 1] - values[i - 1]) / range(values),
  );
}
