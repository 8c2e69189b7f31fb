import fc from 'fast-check';
import { findParetoFront, sortByCrowding, sortNonDominated } from '../../src/statistics/pareto';

/** An item with a serial number, so that equal ones are told apart. */
interface Item {
  readonly serial: number;
  readonly cost: number;
  readonly value: number;
}

const getCost = ({ cost }: Item): number => cost;
const getValue = ({ value }: Item): number => value;

function createItems(pairs: readonly (readonly [cost: number, value: number])[]): Item[] {
  return pairs.map(([cost, value], serial) => ({ serial, cost, value }));
}

const arbitraryItems = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })), { maxLength: 40 })
  .map(createItems);

/** The definition: at most as costly, at least as good, and better in one of both; of equal items the first. */
function dominates(a: Item, b: Item): boolean {
  if (a.cost === b.cost && a.value === b.value) return a.serial < b.serial;
  return a.cost <= b.cost && a.value >= b.value;
}

/** Computes each item's front as the length of the longest chain of items that dominate each other above it. */
function computeFrontNumbers(items: readonly Item[]): number[] {
  const known = new Map<number, number>();
  const frontOf = (item: Item): number => {
    const above = items.filter((other) => other !== item && dominates(other, item));
    const front =
      known.get(item.serial) ?? above.reduce((most, other) => Math.max(most, frontOf(other) + 1), 0);
    known.set(item.serial, front);
    return front;
  };
  return items.map(frontOf);
}

/** Computes crowding distances as Deb et al. (2002) write them: sorted by each objective in turn. */
function computeCrowding(front: readonly Item[]): Map<Item, number> {
  const distances = new Map(front.map((item) => [item, 0]));
  for (const objective of [getCost, getValue]) {
    const sorted = [...front].sort((a, b) => objective(a) - objective(b));
    const range = objective(sorted[sorted.length - 1]) - objective(sorted[0]);
    sorted.forEach((item, i) => {
      const isEnd = i === 0 || i === sorted.length - 1;
      const distance = isEnd ? Infinity : (objective(sorted[i + 1]) - objective(sorted[i - 1])) / range;
      distances.set(item, (distances.get(item) ?? NaN) + distance);
    });
  }
  return distances;
}

test('the front has the items that no other dominates, from the cheapest to the best', () => {
  const items = createItems([
    [3, 5],
    [1, 2],
    [2, 1],
    [2, 4],
    [4, 5],
    [1, 2],
  ]);
  expect(findParetoFront(items, getCost, getValue)).toEqual([items[1], items[3], items[0]]);
  expect(findParetoFront([], getCost, getValue)).toEqual([]);
});

test('an item is in the front that the longest chain of dominating items gives it', () => {
  fc.assert(
    fc.property(arbitraryItems, (items) => {
      const numbers = new Array<number>(items.length).fill(-1);
      let front = 0;
      for (const members of sortNonDominated(items, getCost, getValue)) {
        for (const { serial } of members) numbers[serial] = front;
        front += 1;
      }
      expect(numbers).toEqual(computeFrontNumbers(items));
    }),
  );
});

test('the crowded comparison orders by front, then by the crowding distance of the definition', () => {
  fc.assert(
    fc.property(arbitraryItems, (items) => {
      const numbers = computeFrontNumbers(items);
      const order = [...sortByCrowding(items, getCost, getValue)];
      expect(order.map(({ serial }) => serial).sort((a, b) => a - b)).toEqual([...items.keys()]);
      const crowding = new Map(
        [...new Set(numbers)].flatMap((front) => [
          ...computeCrowding(items.filter(({ serial }) => numbers[serial] === front)),
        ]),
      );
      for (const [i, item] of order.slice(1).entries()) {
        const before = order[i];
        const [first, second] = [numbers[before.serial], numbers[item.serial]];
        expect(first).toBeLessThanOrEqual(second);
        if (first < second) continue;
        const [a, b] = [crowding.get(before) ?? NaN, crowding.get(item) ?? NaN];
        // Equal up to rounding: the sums have another order.
        expect(a === b || a > b - 1e-12).toBe(true);
      }
    }),
  );
});

test('the best item is first and the cheapest second, then the one with the most room', () => {
  const items = createItems([
    [0, 0],
    [1, 4], // 4/10 + 5/10
    [4, 5], // 8/10 + 4/10
    [9, 8],
    [10, 10],
    [10, 9],
  ]);
  const order = [...sortByCrowding(items, getCost, getValue)].map(({ serial }) => serial);
  // Item 3: 6/10 + 5/10. Item 5 is dominated.
  expect(order).toEqual([4, 0, 2, 3, 1, 5]);
});
