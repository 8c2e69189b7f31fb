import fc from 'fast-check';
import { rankByUcb } from '../../src/statistics/ucb';

test('rankByUcb ranks all items by their bounds; of equal ones, the highest mean is first', () => {
  const item = fc.tuple(
    fc.oneof(fc.double({ min: -5, max: 5, noNaN: true }), fc.integer({ min: -2, max: 2 })),
    fc.oneof(fc.double({ min: 0, max: 2, noNaN: true }), fc.integer({ min: 0, max: 2 })),
  );
  fc.assert(
    fc.property(fc.array(item, { maxLength: 30 }), fc.constantFrom(0, 0.5, 3), (items, beta) => {
      const means = items.map(([mean]) => mean);
      const stds = items.map(([, std]) => std);
      const bound = (i: number): number => means[i] + beta * stds[i];
      const expected = [...items.keys()].sort((a, b) => bound(b) - bound(a) || means[b] - means[a] || a - b);
      const predictions = { means, std: (i: number) => stds[i], maxStd: 2 };
      expect([...rankByUcb(predictions, beta)]).toEqual(expected);
    }),
  );
});

test('rankByUcb leaves out non-finite means, and computes only the standard deviations that can matter', () => {
  const std = jest.fn(() => 0.1);
  const ranked = rankByUcb({ means: [1, NaN, 9, 2], std, maxStd: 0.2 }, 1);
  expect(ranked.next().value).toBe(2);
  expect(std.mock.calls).toEqual([[2]]);
  expect([...ranked]).toEqual([3, 0]);
});
