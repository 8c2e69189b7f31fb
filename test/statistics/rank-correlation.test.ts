import fc from 'fast-check';
import {
  correlateScores,
  kendallTau,
  pairwiseAccuracy,
  type RankCorrelation,
  spearmanRho,
} from '../../src/statistics/rank-correlation';

type Measure = (x: readonly number[], y: readonly number[]) => RankCorrelation;

const MEASURES: [string, Measure][] = [
  ['kendallTau', kendallTau],
  ['spearmanRho', spearmanRho],
  ['pairwiseAccuracy', pairwiseAccuracy],
];

/** Small integers, so that ties are frequent. */
const tied = fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 })), {
  maxLength: 12,
});

describe('known values', () => {
  test.each([
    // By hand: 3 pairs, 1 tied in x; concordant 2: 2 / sqrt(2 * 3).
    [[1, 1, 2], [1, 2, 3], 2 / Math.sqrt(6)],
    [[2, 1, 1], [1, 2, 3], -2 / Math.sqrt(6)],
    [[1, 2, 3, 4], [1, 2, 3, 4], 1],
    [[1, 2, 3, 4], [4, 3, 2, 1], -1],
    // The example of SciPy's documentation of kendalltau.
    [[12, 2, 1, 12, 2], [1, 4, 7, 1, 0], -0.47140452079103173],
  ])('tau-b of %j and %j is %d', (x, y, expected) => {
    expect(kendallTau(x, y).value).toBeCloseTo(expected, 12);
    expect(kendallTau(x, y).n).toBe(x.length);
  });

  test.each([
    // By hand: no ties, 1 - 6 * sum of d^2 / (n (n^2 - 1)) = 1 - 6 * 8 / 120.
    [[1, 2, 3, 4, 5], [3, 1, 2, 5, 4], 0.6],
    // By hand: ranks 1.5, 1.5, 3 and 1, 2, 3.
    [[1, 1, 2], [1, 2, 3], 1.5 / Math.sqrt(1.5 * 2)],
    // The example of SciPy's documentation of spearmanr.
    [[1, 2, 3, 4, 5], [5, 6, 7, 8, 7], 0.8207826816681233],
  ])('rho of %j and %j is %d', (x, y, expected) => {
    expect(spearmanRho(x, y).value).toBeCloseTo(expected, 12);
  });

  test('pairwise accuracy is the share of differently measured pairs in the right order', () => {
    expect(pairwiseAccuracy([1, 2, 3], [1, 2, 3]).value).toBe(1);
    expect(pairwiseAccuracy([3, 2, 1], [1, 2, 3]).value).toBe(0);
    expect(pairwiseAccuracy([1, 3, 2], [1, 2, 3]).value).toBeCloseTo(2 / 3, 12);
    expect(pairwiseAccuracy([1, 2, 3], [1, 1, 2]).value).toBe(1);
    expect(pairwiseAccuracy([4, 4, 4], [1, 2, 3]).value).toBe(0.5);
  });
});

describe('undefined correlations are undefined, never NaN', () => {
  test.each(MEASURES)('%s is undefined for constants, one value and no values', (_, measure) => {
    expect(measure([1, 2, 3], [90, 90, 90])).toEqual({ value: undefined, n: 3 });
    expect(measure([1], [2])).toEqual({ value: undefined, n: 1 });
    expect(measure([], [])).toEqual({ value: undefined, n: 0 });
  });

  test('correlations are undefined for a constant first side', () => {
    expect(kendallTau([5, 5, 5], [1, 2, 3])).toEqual({ value: undefined, n: 3 });
    expect(spearmanRho([5, 5, 5], [1, 2, 3])).toEqual({ value: undefined, n: 3 });
  });

  test.each(MEASURES)('%s excludes failed scores and counts the others', (_, measure) => {
    expect(measure([1, 2, 3, 4], [1, NaN, 3, 4])).toEqual({ value: 1, n: 3 });
    expect(measure([1, -Infinity, 3, 4], [1, 2, 3, 4])).toEqual({ value: 1, n: 3 });
  });

  test.each(MEASURES)('%s throws on sides of different length', (_, measure) => {
    expect(() => measure([1, 2], [1])).toThrow('cannot compare 2 values with 1');
  });
});

describe('the definitions', () => {
  test('kendallTau equals counting the five kinds of pairs', () => {
    fc.assert(
      fc.property(tied, (values) => {
        const kinds = { concordant: 0, discordant: 0, tiedX: 0, tiedY: 0, tiedBoth: 0 };
        values.forEach(([x1, y1], i) => {
          for (const [x2, y2] of values.slice(i + 1)) {
            if (x1 === x2 && y1 === y2) kinds.tiedBoth++;
            else if (x1 === x2) kinds.tiedX++;
            else if (y1 === y2) kinds.tiedY++;
            else if (x1 < x2 === y1 < y2) kinds.concordant++;
            else kinds.discordant++;
          }
        });
        const { concordant, discordant, tiedX, tiedY } = kinds;
        const untied = concordant + discordant;
        const expected = (concordant - discordant) / Math.sqrt((untied + tiedX) * (untied + tiedY));
        const { value } = kendallTau(...columns(values));
        if (Number.isNaN(expected)) expect(value).toBeUndefined();
        else expect(value).toBeCloseTo(expected, 12);
      }),
    );
  });

  test('spearmanRho equals the correlation of ranks by counting smaller values', () => {
    fc.assert(
      fc.property(tied, (values) => {
        const [x, y] = columns(values);
        const rank = (all: number[]): number[] =>
          all.map((v) => all.filter((w) => w < v).length + all.filter((w) => w === v).length / 2);
        const expected = pearson(rank(x), rank(y));
        const { value } = spearmanRho(x, y);
        if (Number.isNaN(expected)) expect(value).toBeUndefined();
        else expect(value).toBeCloseTo(expected, 12);
      }),
    );
  });

  test('negating one side negates the correlations and complements the pairwise accuracy', () => {
    fc.assert(
      fc.property(tied, (values) => {
        const [x, y] = columns(values);
        const negated = x.map((v) => -v);
        for (const measure of [kendallTau, spearmanRho]) {
          const value = measure(x, y).value;
          if (value === undefined) expect(measure(negated, y).value).toBeUndefined();
          else expect(measure(negated, y).value).toBeCloseTo(-value, 12);
        }
        const accuracy = pairwiseAccuracy(x, y).value;
        if (accuracy !== undefined) expect(pairwiseAccuracy(negated, y).value).toBeCloseTo(1 - accuracy, 12);
      }),
    );
  });
});

function columns(values: [number, number][]): [number[], number[]] {
  return [values.map(([x]) => x), values.map(([, y]) => y)];
}

function pearson(x: number[], y: number[]): number {
  const average = (v: number[]): number => v.reduce((a, b) => a + b, 0) / v.length;
  const [mx, my] = [average(x), average(y)];
  const product = (u: number[], mu: number, v: number[], mv: number): number =>
    u.reduce((sum, value, i) => sum + (value - mu) * (v[i] - mv), 0);
  return product(x, mx, y, my) / Math.sqrt(product(x, mx, x, mx) * product(y, my, y, my));
}

const accuracy = { direction: 'maximize' as const, values: [0.3, 0.1, 0.2, 0.4] };

test.each([
  ['accuracies', 'maximize', [0.8, 0.6, 0.7, 0.9]],
  ['losses', 'minimize', [2, 4, 3, 1]],
] as const)('correlateScores is 1 for %s in the same order', (_, direction, values) => {
  for (const { tau, rho } of [
    correlateScores(accuracy, { direction, values }),
    correlateScores({ direction, values }, accuracy),
  ]) {
    expect([tau.value, rho.value, tau.n]).toEqual([1, 1, 4]);
  }
});

test('correlateScores leaves out architectures that lack a score', () => {
  // Of the three pairs, (0.1, 0.4) alone is in the wrong order: (2 - 1) / 3.
  const { tau } = correlateScores(accuracy, { direction: 'maximize', values: [0.9, 0.8, NaN, 0.7] });
  expect(tau).toEqual({ value: expect.closeTo(-1 / 3, 12) as number, n: 3 });
});
