import { isGrowing } from './growth';
import { fitSlope } from './slope';

/** Samples at whole seconds. */
const at = (values: readonly number[]) => values.map((value, seconds) => ({ seconds, value }));

test('fitSlope returns slope and mean of a line, without error', () => {
  const { slope, mean, error } = fitSlope(
    at(Array.from({ length: 100 }, (_, i) => 3 + 2 * i)),
    ({ value }) => value,
  );
  expect(slope).toBeCloseTo(2, 10);
  expect(mean).toBeCloseTo(3 + 99, 10);
  expect(error).toBeCloseTo(0, 10);
});

test('fitSlope gives the textbook standard error of twenty blocks', () => {
  // One sample a block: residuals of +-1 in turn.
  const { slope, error } = fitSlope(
    at(Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? 1 : -1))),
    ({ value }) => value,
  );
  const spread = (20 * (20 ** 2 - 1)) / 12;
  const exact = -10 / spread; // sum of (x - 9.5) * y
  expect(slope).toBeCloseTo(exact, 10);
  expect(error).toBeCloseTo(Math.sqrt((20 - exact ** 2 * spread) / 18 / spread), 10);
});

test('fitSlope refuses fewer samples than blocks', () => {
  expect(() => fitSlope(at([1, 2, 3]), ({ value }) => value)).toThrow(/3 samples are too few/);
});

test('isGrowing tells a leak from noise and from a small growth', () => {
  const usage = (resident: (i: number) => number) =>
    Array.from({ length: 400 }, (_, seconds) => ({
      seconds,
      residentMiB: 900,
      anonymousMiB: resident(seconds),
      openFiles: 20 + (seconds % 3),
      threads: 15,
    }));
  const noise = (i: number): number => ((i * 7919) % 101) / 10;
  expect(isGrowing(usage((i) => 500 + noise(i)))).toBe(false);
  expect(isGrowing(usage((i) => 500 + 0.005 * i))).toBe(false);
  expect(isGrowing(usage((i) => 500 + noise(i) + 0.1 * i))).toBe(true);
});
