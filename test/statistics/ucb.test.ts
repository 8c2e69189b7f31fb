import fc from 'fast-check';
import { selectTopByUcb } from '../../src/statistics/ucb';

/** All bounds computed, then sorted. */
function bySorting(
  means: readonly number[],
  deviations: readonly number[],
  exploration: number,
  wanted: number,
) {
  return means
    .map((mean, i) => mean + exploration * deviations[i])
    .sort((a, b) => b - a)
    .slice(0, wanted);
}

test('the highest bounds are those that sorting all of them gives', () => {
  const item = fc.tuple(
    fc.double({ min: -5, max: 5, noNaN: true }),
    fc.double({ min: 0, max: 2, noNaN: true }),
  );
  fc.assert(
    fc.property(
      fc.array(item, { maxLength: 30 }),
      fc.constantFrom(0, 0.5, 3),
      fc.integer({ min: 1, max: 8 }),
      (items, exploration, wanted) => {
        const means = items.map(([mean]) => mean);
        const deviations = items.map(([, deviation]) => deviation);
        const expectation = { means, std: (i: number) => deviations[i], maxStd: 2 };
        const found = selectTopByUcb(expectation, exploration, wanted);
        expect(found.map((i) => means[i] + exploration * deviations[i])).toEqual(
          bySorting(means, deviations, exploration, wanted),
        );
      },
    ),
  );
});

test('what is expected to be no number is left out, and no deviation is asked for that cannot decide', () => {
  const deviation = jest.fn(() => 0.1);
  expect(selectTopByUcb({ means: [1, NaN, 9, 2], std: deviation, maxStd: 0.2 }, 1, 1)).toEqual([2]);
  expect(deviation.mock.calls).toEqual([[2]]);
});
