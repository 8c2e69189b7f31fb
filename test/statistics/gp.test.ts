import fc from 'fast-check';
import { inverse, Matrix } from 'ml-matrix';
import { createRandomStream } from '../../src/random';
import { fitGaussianProcess, type GaussianProcess } from '../../src/statistics/gp';
import { fitStandardScaler } from '../../src/statistics/standard-scaler';

const GRID = { lengthScales: [0.5, 1], noises: [0.01, 0.1] };

function randomRows(count: number, columns: number, seed: number): number[][] {
  const random = createRandomStream(seed, 'rows');
  return Array.from({ length: count }, () => Array.from({ length: columns }, () => 4 * random() - 2));
}

test('fitGaussianProcess predicts the only target everywhere, without uncertainty', () => {
  const process = fitGaussianProcess([[0]], [3], { lengthScales: [1], noises: [0.25] });
  const [mean, std] = predict(process, [[0], [1000]]);
  expect(mean).toEqual([3, 3]);
  // The targets have no variance.
  expect(std[0]).toBeCloseTo(0, 12);
  expect(std[1]).toBeCloseTo(0, 12);
});

test('fitGaussianProcess returns the values computed by hand for two points', () => {
  // Kernel [[1 + s, k], [k, 1 + s]] with k = exp(-1 / 2), targets -1 and 1 about their mean 5.
  const [k, s] = [Math.exp(-0.5), 0.1];
  const process = fitGaussianProcess([[0], [1]], [4, 6], { lengthScales: [1], noises: [s] });
  const variance = 2 / (1 + s - k) / 2;
  const [mean, std] = predict(process, [[0], [0.5]]);
  expect(mean[0]).toBeCloseTo(5 - (1 - k) / (1 + s - k), 12);
  expect(mean[1]).toBeCloseTo(5, 12);
  const halfWay = Math.exp(-0.125);
  expect(std[1]).toBeCloseTo(Math.sqrt(variance * (1 - (2 * halfWay ** 2) / (1 + s + k))), 12);
  const logDeterminant = Math.log((1 + s) ** 2 - k ** 2);
  const expected =
    -0.5 * (2 / ((1 + s - k) * variance) + 2 * Math.log(2 * Math.PI * variance) + logDeterminant);
  expect(process.logLikelihood).toBeCloseTo(expected, 12);
});

test('fitGaussianProcess equals the formulas with an inverse kernel matrix, for the kernel of the highest likelihood', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 12 }),
      fc.integer({ min: 1, max: 4 }),
      fc.nat(),
      (count, columns, seed) => {
        const rows = randomRows(count, columns, seed);
        const targets = rows.map((row, i) => Math.sin(row[0]) + 0.1 * (i % 3));
        const process = fitGaussianProcess(rows, targets, GRID);
        const queries = randomRows(5, columns, seed + 1);
        const [mean, std] = predict(process, queries);
        const textbook = predictByInverse(rows, targets, queries, process);
        queries.forEach((_, i) => {
          expect(mean[i]).toBeCloseTo(textbook.mean[i], 8);
          expect(std[i] ** 2).toBeCloseTo(textbook.variance[i], 8);
        });
        for (const lengthScale of GRID.lengthScales) {
          for (const noise of GRID.noises) {
            const single = fitGaussianProcess(rows, targets, {
              lengthScales: [lengthScale],
              noises: [noise],
            });
            expect(single.logLikelihood).toBeLessThanOrEqual(process.logLikelihood);
          }
        }
      },
    ),
    { numRuns: 30 },
  );
});

test('equal targets are predicted everywhere', () => {
  const process = fitGaussianProcess(randomRows(6, 2, 1), Array<number>(6).fill(90));
  for (const value of randomRows(4, 2, 2).map((row) => process.mean(row))) expect(value).toBeCloseTo(90, 10);
});

test('fitGaussianProcess throws on missing rows or targets', () => {
  expect(() => fitGaussianProcess([[1]], [])).toThrow(RangeError);
  expect(() => fitGaussianProcess([], [])).toThrow(RangeError);
});

test('a standard scaler gives columns mean 0 and variance 1, and constant columns 0', () => {
  const rows = [
    [1, 5],
    [3, 5],
  ];
  const { transform: apply } = fitStandardScaler(rows);
  expect(rows.map((row) => [...apply(row)])).toEqual([
    [-1, 0],
    [1, 0],
  ]);
  expect([...apply([5, 6])]).toEqual([3, 1]);
});

function predict(process: GaussianProcess, rows: number[][]): [mean: number[], std: number[]] {
  return [rows.map((row) => process.mean(row)), rows.map((row) => process.std(row))];
}

function predictByInverse(
  rows: number[][],
  targets: number[],
  queries: number[][],
  { lengthScale, noise }: { lengthScale: number; noise: number },
): { mean: number[]; variance: number[] } {
  const kernel = (a: number[], b: number[]): number => {
    const distance = a.reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0);
    return Math.exp(-distance / (2 * lengthScale ** 2 * a.length));
  };
  const center = targets.reduce((sum, target) => sum + target, 0) / targets.length;
  const y = Matrix.columnVector(targets.map((target) => target - center));
  const matrix = new Matrix(rows.map((a, i) => rows.map((b, j) => kernel(a, b) + (i === j ? noise : 0))));
  const inverted = inverse(matrix);
  const signal = y.transpose().mmul(inverted).mmul(y).get(0, 0) / targets.length;
  const covariances = new Matrix(queries.map((a) => rows.map((b) => kernel(a, b))));
  const mean = covariances.mmul(inverted).mmul(y).to1DArray();
  const explained = covariances.mmul(inverted).mmul(covariances.transpose()).diagonal();
  return {
    mean: mean.map((value) => value + center),
    variance: explained.map((value) => signal * Math.max(0, 1 - value)),
  };
}
