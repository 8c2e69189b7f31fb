import fc from 'fast-check';
import { createRandomStream } from '../../src/random';
import { fitArdGaussianProcess, type GroupedRow } from '../../src/statistics/ard-gp';

/** Creates rows with groups of one, two and one column, and targets that depend on the first group only. */
function createData(count: number, seed: number): { rows: GroupedRow[]; targets: number[] } {
  const random = createRandomStream(seed, 'rows');
  const number = (): number => 4 * random() - 2;
  const rows = Array.from({ length: count }, () => [[number()], [number(), number()], [number()]]);
  return { rows, targets: rows.map(([first]) => Math.sin(2 * first[0])) };
}

/** Matern kernel of smoothness 5/2. */
function matern(distance: number): number {
  return (1 + Math.sqrt(5) * distance + (5 / 3) * distance ** 2) * Math.exp(-Math.sqrt(5) * distance);
}

test('fitArdGaussianProcess returns the values computed by hand for two points', () => {
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

test('fitArdGaussianProcess gives the relevant group the most weight, and predicts the targets', () => {
  const { rows, targets } = createData(60, 1);
  const process = fitArdGaussianProcess(rows, targets);
  expect(process.weights[0]).toBeGreaterThan(10 * (process.weights[1] + process.weights[2]));
  const queries = createData(50, 2);
  queries.rows.forEach((row, i) => expect(process.mean(row)).toBeCloseTo(queries.targets[i], 0));
  // More certain at a training row than far away.
  expect(process.std(rows[0])).toBeLessThan(process.std([[50], [0, 0], [0]]) / 2);
});

test('fitArdGaussianProcess keeps the weights of the prior if the targets say nothing about them', () => {
  // One row has no distances, so the likelihood is the same for all weights.
  expect(fitArdGaussianProcess([[[1], [2, 3], [4]]], [5]).weights.map((weight) => weight.toFixed(6))).toEqual(
    ['0.100000', '0.100000', '0.100000'],
  );
  // Twelve targets that do not depend on the rows: no weight grows far beyond the prior.
  const { rows } = createData(12, 8);
  const { weights } = fitArdGaussianProcess(
    rows,
    rows.map((_, i) => (i % 2 === 0 ? 1 : -1)),
  );
  for (const weight of weights) expect(Math.abs(Math.log(weight / 0.1))).toBeLessThan(3 * 1.2);
});

test('predictions are invariant to the order of rows, and equivariant to shift and scale of targets', () => {
  fc.assert(
    fc.property(fc.nat(), fc.double({ min: -50, max: 50, noNaN: true }), (seed, shift) => {
      const { rows, targets } = createData(12, seed);
      const queries = createData(3, seed + 1).rows;
      const process = fitArdGaussianProcess(rows, targets);
      const reversed = fitArdGaussianProcess([...rows].reverse(), [...targets].reverse());
      const moved = fitArdGaussianProcess(
        rows,
        targets.map((target) => shift + 3 * target),
      );
      for (const row of queries) {
        expect(reversed.mean(row)).toBeCloseTo(process.mean(row), 6);
        expect(moved.mean(row)).toBeCloseTo(shift + 3 * process.mean(row), 6);
        expect(moved.std(row)).toBeCloseTo(3 * process.std(row), 6);
      }
    }),
    { numRuns: 20 },
  );
});

test('duplicated columns count only once', () => {
  const { rows, targets } = createData(15, 3);
  const doubled = (row: GroupedRow): GroupedRow =>
    row.map((group) => [...Array.from(group), ...Array.from(group)]);
  const process = fitArdGaussianProcess(rows, targets);
  const twice = fitArdGaussianProcess(rows.map(doubled), targets);
  const [query] = createData(1, 4).rows;
  expect(twice.mean(doubled(query))).toBeCloseTo(process.mean(query), 8);
});

test('the first 300 rows determine the kernel, all rows the prediction', () => {
  const { rows, targets } = createData(310, 5);
  const all = fitArdGaussianProcess(rows, targets);
  const first = fitArdGaussianProcess(rows.slice(0, 300), targets.slice(0, 300));
  expect([all.weights, all.noise]).toEqual([first.weights, first.noise]);
  expect(all.std(rows[305])).toBeLessThan(first.std(rows[305]));
});

test('equal targets are predicted everywhere; missing targets throw', () => {
  const { rows } = createData(6, 6);
  const process = fitArdGaussianProcess(rows, Array<number>(6).fill(90));
  expect(process.mean(createData(1, 7).rows[0])).toBeCloseTo(90, 10);
  expect(() => fitArdGaussianProcess(rows, [1])).toThrow(RangeError);
  expect(() => fitArdGaussianProcess([], [])).toThrow(RangeError);
});
