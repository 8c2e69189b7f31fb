import fc from 'fast-check';
import { createRandomStream } from '../../src/random';
import { fitArdGaussianProcess, type GroupedRow } from '../../src/statistics/ard-gp';

/** Groups of one, two and one column; the targets are the first's. */
function task(count: number, seed: number): { rows: GroupedRow[]; targets: number[] } {
  const random = createRandomStream(seed, 'rows');
  const number = (): number => 4 * random() - 2;
  const rows = Array.from({ length: count }, () => [[number()], [number(), number()], [number()]]);
  return { rows, targets: rows.map(([first]) => Math.sin(2 * first[0])) };
}

/** Matern kernel of smoothness 5/2, written out. */
function matern(distance: number): number {
  return (1 + Math.sqrt(5) * distance + (5 / 3) * distance ** 2) * Math.exp(-Math.sqrt(5) * distance);
}

test('two points, by hand', () => {
  const rows = [[[0, 0]], [[1, 1]]];
  const process = fitArdGaussianProcess(rows, [4, 6]);
  const { weights, noise, logLikelihood } = process;
  // The mean squared difference of the two points is 1.
  const k = matern(Math.sqrt(weights[0]));
  const variance = 1 / (1 + noise - k);
  expect(process.mean([[0, 0]])).toBeCloseTo(5 - (1 - k) / (1 + noise - k), 10);
  expect(process.mean([[0.5, 0.5]])).toBeCloseTo(5, 10);
  const halfWay = matern(Math.sqrt(weights[0]) / 2);
  const explained = (2 * halfWay ** 2) / (1 + noise + k);
  expect(process.std([[0.5, 0.5]])).toBeCloseTo(Math.sqrt(variance * (1 - explained)), 10);
  const logDeterminant = Math.log((1 + noise) ** 2 - k ** 2);
  expect(logLikelihood).toBeCloseTo(-0.5 * (2 + 2 * Math.log(2 * Math.PI * variance) + logDeterminant), 10);
});

test('gives weight to the group that the targets depend on, and foretells them', () => {
  const { rows, targets } = task(60, 1);
  const process = fitArdGaussianProcess(rows, targets);
  expect(process.weights[0]).toBeGreaterThan(10 * (process.weights[1] + process.weights[2]));
  const asked = task(50, 2);
  asked.rows.forEach((row, i) => expect(process.mean(row)).toBeCloseTo(asked.targets[i], 0));
  // Surer where it has been than far away.
  expect(process.std(rows[0])).toBeLessThan(process.std([[50], [0, 0], [0]]) / 2);
});

test('the order of the rows, the height of the targets and their unit change nothing else', () => {
  fc.assert(
    fc.property(fc.nat(), fc.double({ min: -50, max: 50, noNaN: true }), (seed, shift) => {
      const { rows, targets } = task(12, seed);
      const asked = task(3, seed + 1).rows;
      const process = fitArdGaussianProcess(rows, targets);
      const turned = fitArdGaussianProcess([...rows].reverse(), [...targets].reverse());
      const moved = fitArdGaussianProcess(
        rows,
        targets.map((target) => shift + 3 * target),
      );
      for (const row of asked) {
        expect(turned.mean(row)).toBeCloseTo(process.mean(row), 6);
        expect(moved.mean(row)).toBeCloseTo(shift + 3 * process.mean(row), 6);
        expect(moved.std(row)).toBeCloseTo(3 * process.std(row), 6);
      }
    }),
    { numRuns: 20 },
  );
});

test('columns that are written twice count no more than once', () => {
  const { rows, targets } = task(15, 3);
  const doubled = (row: GroupedRow): GroupedRow =>
    row.map((group) => [...Array.from(group), ...Array.from(group)]);
  const process = fitArdGaussianProcess(rows, targets);
  const twice = fitArdGaussianProcess(rows.map(doubled), targets);
  const [asked] = task(1, 4).rows;
  expect(twice.mean(doubled(asked))).toBeCloseTo(process.mean(asked), 8);
});

test('the first 300 rows choose the kernel, all of them the prediction', () => {
  const { rows, targets } = task(310, 5);
  const all = fitArdGaussianProcess(rows, targets);
  const first = fitArdGaussianProcess(rows.slice(0, 300), targets.slice(0, 300));
  expect([all.weights, all.noise]).toEqual([first.weights, first.noise]);
  expect(all.std(rows[305])).toBeLessThan(first.std(rows[305]));
});

test('equal targets are expected everywhere; rows without targets are refused', () => {
  const { rows } = task(6, 6);
  const process = fitArdGaussianProcess(rows, Array<number>(6).fill(90));
  expect(process.mean(task(1, 7).rows[0])).toBeCloseTo(90, 10);
  expect(() => fitArdGaussianProcess(rows, [1])).toThrow(RangeError);
  expect(() => fitArdGaussianProcess([], [])).toThrow(RangeError);
});
