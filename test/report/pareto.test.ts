import fc from 'fast-check';
import { findParetoFront } from '../../src/report/pareto';

type Item = readonly [cost: number, value: number];

test('the front has the items that no other dominates, from the cheapest to the best', () => {
  const items: Item[] = [
    [3, 5],
    [1, 2],
    [2, 1],
    [2, 4],
    [4, 5],
    [1, 2],
  ];
  expect(
    findParetoFront(
      items,
      ([cost]) => cost,
      ([, value]) => value,
    ),
  ).toEqual([
    [1, 2],
    [2, 4],
    [3, 5],
  ]);
});

test('every item is on the front or dominated by it, and no item of the front is dominated', () => {
  const item = fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 }));
  const dominates = (a: Item, b: Item): boolean =>
    a[0] <= b[0] && a[1] >= b[1] && (a[0] < b[0] || a[1] > b[1]);
  fc.assert(
    fc.property(fc.array(item), (items) => {
      const front = findParetoFront(
        items,
        ([cost]) => cost,
        ([, value]) => value,
      );
      for (const one of items) {
        const isDominated = items.some((other) => dominates(other, one));
        expect(front.some(([cost, value]) => cost === one[0] && value === one[1])).toBe(!isDominated);
      }
    }),
  );
});
