import { createRandomStream } from '../../src/random';
import { bootstrapInterval, permutationTest, signFlipTest } from '../../src/statistics/resampling';

test('bootstrapInterval of a large sample is that of the normal distribution', () => {
  const random = createRandomStream(1, 'sample');
  // Sums of uniform numbers: mean 6, variance 1.
  const values = Array.from({ length: 400 }, () =>
    Array.from({ length: 12 }, random).reduce((a, b) => a + b, 0),
  );
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const std = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  const { low, high } = bootstrapInterval(values, createRandomStream(2, 'bootstrap'));
  const halfWidth = (1.96 * std) / Math.sqrt(values.length);
  expect(Math.abs(low - (mean - halfWidth))).toBeLessThan(0.05 * halfWidth);
  expect(Math.abs(high - (mean + halfWidth))).toBeLessThan(0.05 * halfWidth);
});

test('bootstrapInterval of two values spans both, since half of the resamples are constant', () => {
  expect(bootstrapInterval([0, 1], createRandomStream(3, 'bootstrap'))).toEqual({ low: 0, high: 1 });
  expect(bootstrapInterval([5, 5, 5], createRandomStream(3, 'bootstrap'))).toEqual({ low: 5, high: 5 });
});

test('bootstrapInterval depends only on the values and the random stream', () => {
  const interval = (seed: number) =>
    bootstrapInterval([1, 2, 4, 8], createRandomStream(seed, 'bootstrap'), 50);
  expect(interval(1)).toEqual(interval(1));
  expect(interval(1)).not.toEqual(interval(2));
});

test.each([
  [[1, 2, 3, 4, 5, 6, 7, 8]],
  [[0.3, -0.1, 0.25, 0.4, 0.02, -0.07, 0.31, 0.2, 0.11]],
  [[1, -1, 1, -1]],
  [[0, 0, 0]],
  [[-2, -1, -3, -0.5, 0.2]],
])('signFlipTest of %p equals trying all signs', (differences) => {
  const observed = Math.abs(differences.reduce((a, b) => a + b, 0));
  let extreme = 0;
  for (let signs = 0; signs < 2 ** differences.length; signs++) {
    const sum = differences.reduce((total, each, i) => total + ((signs >> i) & 1 ? each : -each), 0);
    if (Math.abs(sum) >= observed - 1e-9) extreme += 1;
  }
  // Standard std of a share of 10,000 draws: 0.005 at most.
  expect(signFlipTest(differences, createRandomStream(4, 'signs'))).toBeCloseTo(
    extreme / 2 ** differences.length,
    1,
  );
  const p = signFlipTest(differences, createRandomStream(4, 'signs'));
  expect(Math.abs(p - extreme / 2 ** differences.length)).toBeLessThan(0.02);
});

test.each([
  [
    [1, 2, 3],
    [4, 5, 6],
  ],
  [
    [0.3, -0.1, 0.25],
    [0.4, 0.02, -0.07, 0.31],
  ],
  [[1], [1, 1]],
  [[5], [1, 2, 3]],
])('permutationTest of %p and %p equals trying all groups', (first, second) => {
  const all = [...first, ...second];
  const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const observed = Math.abs(mean(first) - mean(second));
  let [extreme, groups] = [0, 0];
  for (let bits = 0; bits < 2 ** all.length; bits++) {
    const chosen = all.filter((_, i) => (bits >> i) & 1);
    if (chosen.length !== first.length) continue;
    const others = all.filter((_, i) => !((bits >> i) & 1));
    groups += 1;
    if (Math.abs(mean(chosen) - mean(others)) >= observed - 1e-9) extreme += 1;
  }
  const p = permutationTest(first, second, createRandomStream(5, 'groups'));
  expect(Math.abs(p - extreme / groups)).toBeLessThan(0.02);
});

test.each([NaN, Infinity])('no p-value is computed of %p', (value) => {
  const random = createRandomStream(5, 'groups');
  expect(() => permutationTest([1, value], [2], random)).toThrow(RangeError);
  expect(() => signFlipTest([1, value], random)).toThrow(RangeError);
});
