import fc from 'fast-check';
import { evaluateSelection, expectedBest } from '../../src/statistics/selection';

describe('expectedBest', () => {
  test.each([
    // By hand: of the three pairs of 1, 2 and 3, two have the maximum 3 and one has 2.
    [[3, 1, 2], 2, 8 / 3],
    // Four values in six pairs: 10 three times, 4 twice, 2 once.
    [[1, 10, 4, 2], 2, (30 + 8 + 2) / 6],
    [[1, 10, 4, 2], 1, 17 / 4],
    [[1, 10, 4, 2], 4, 10],
    [[7], 1, 7],
  ])('of %j drawing %d is %d', (values, count, expected) => {
    expect(expectedBest(values, count)).toBeCloseTo(expected, 12);
  });

  test('is at least the given value', () => {
    // Pairs of 1, 2 and 3 with at least 2.5: 3, 3, 2.5.
    expect(expectedBest([1, 2, 3], 2, 2.5)).toBeCloseTo(8.5 / 3, 12);
  });

  test('equals the mean over all subsets', () => {
    const values = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 7 });
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 7 }), (all, wanted) => {
        const count = Math.min(wanted, all.length);
        const best = listSubsets(all, count).map((subset) => Math.max(...subset));
        expect(expectedBest(all, count)).toBeCloseTo(mean(best), 10);
      }),
    );
  });
});

describe('evaluateSelection', () => {
  test('a score without ties selects its first items', () => {
    // Scores rank the values 6, 9, 1, 4, 5: the first two are 6 and 9.
    expect(evaluateSelection([4, 1, 5, 2, 3], [9, 5, 6, 4, 1], 2)).toEqual({
      n: 5,
      top1: 6,
      top1Percentile: 3 / 4,
      topMean: 7.5,
      topBest: 9,
      randomMean: 5,
      // Ten pairs of 1, 4, 5, 6, 9: 9 four times, 6 three times, 5 twice, 4 once.
      randomBest: expect.closeTo((36 + 18 + 10 + 4) / 10, 12),
    });
  });

  test('items of equal score are in random order', () => {
    // 8 is first for certain; one of 2, 4 and 9 is second.
    const quality = evaluateSelection([2, 2, 3, 2, 1], [2, 9, 8, 4, 7], 2);
    expect(quality).toMatchObject({ top1: 8, topMean: (8 + 5) / 2 });
    expect(quality?.topBest).toBeCloseTo((8 + 9 + 8) / 3, 12);
  });

  test('a constant score selects like chance', () => {
    const quality = evaluateSelection([1, 1, 1, 1], [1, 2, 2, 7], 3);
    expect(quality?.top1).toBeCloseTo(3, 12);
    expect(quality?.top1Percentile).toBeCloseTo(0.5, 12);
    expect(quality?.topMean).toBeCloseTo(3, 12);
    expect(quality?.topBest).toBeCloseTo(quality?.randomBest ?? NaN, 12);
  });

  test('failed items are excluded, and fewer items than asked for are all selected', () => {
    expect(evaluateSelection([1, NaN, 3, 4], [1, 9, Infinity, 5], 10)).toEqual({
      n: 2,
      top1: 5,
      top1Percentile: 1,
      topMean: 3,
      topBest: 5,
      randomMean: 3,
      randomBest: 5,
    });
    expect(evaluateSelection([NaN], [1], 10)).toBeUndefined();
    expect(evaluateSelection([2], [1], 10)?.top1Percentile).toBeUndefined();
    expect(() => evaluateSelection([1], [], 1)).toThrow('cannot compare 1 scores with 0 values');
  });

  test('equals the mean over all orders of tied items', () => {
    const items = fc.array(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 9 })), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(items, fc.integer({ min: 1, max: 6 }), (all, count) => {
        const orders = listPermutations(all).filter((order) =>
          order.every(([score], i) => i === 0 || order[i - 1][0] >= score),
        );
        const tops = orders.map((order) => order.slice(0, count).map(([, value]) => value));
        const quality = evaluateSelection(
          all.map(([score]) => score),
          all.map(([, value]) => value),
          count,
        );
        expect(quality?.top1).toBeCloseTo(mean(tops.map(([first]) => first)), 10);
        expect(quality?.topMean).toBeCloseTo(mean(tops.map(mean)), 10);
        expect(quality?.topBest).toBeCloseTo(mean(tops.map((top) => Math.max(...top))), 10);
      }),
      { numRuns: 50 },
    );
  });
});

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function listSubsets<T>(all: readonly T[], count: number): T[][] {
  if (count === 0) return [[]];
  return all.flatMap((first, i) => listSubsets(all.slice(i + 1), count - 1).map((rest) => [first, ...rest]));
}

function listPermutations<T>(all: readonly T[]): T[][] {
  if (all.length === 0) return [[]];
  return all.flatMap((first, i) => listPermutations(all.toSpliced(i, 1)).map((rest) => [first, ...rest]));
}
