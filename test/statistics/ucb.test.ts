import fc from 'fast-check';
import { selectTopByUcb } from '../../src/statistics/ucb';

/** Returns the highest bounds by computing and sorting all. */
function selectBySorting(means: readonly number[], stds: readonly number[], beta: number, count: number) {
  return means
    .map((mean, i) => mean + beta * stds[i])
    .sort((a, b) => b - a)
    .slice(0, count);
}

test('selectTopByUcb returns the highest bounds of all items', () => {
  const item = fc.tuple(
    fc.double({ min: -5, max: 5, noNaN: true }),
    fc.double({ min: 0, max: 2, noNaN: true }),
  );
  fc.assert(
    fc.property(
      fc.array(item, { maxLength: 30 }),
      fc.constantFrom(0, 0.5, 3),
      fc.integer({ min: 1, max: 8 }),
      (items, beta, count) => {
        const means = items.map(([mean]) => mean);
        const stds = items.map(([, std]) => std);
        const predictions = { means, std: (i: number) => stds[i], maxStd: 2 };
        const found = selectTopByUcb(predictions, beta, count);
        expect(found.map((i) => means[i] + beta * stds[i])).toEqual(
          selectBySorting(means, stds, beta, count),
        );
      },
    ),
  );
});

test('selectTopByUcb excludes non-finite means, and computes only the standard deviations that can matter', () => {
  const std = jest.fn(() => 0.1);
  expect(selectTopByUcb({ means: [1, NaN, 9, 2], std, maxStd: 0.2 }, 1, 1)).toEqual([2]);
  expect(std.mock.calls).toEqual([[2]]);
});
