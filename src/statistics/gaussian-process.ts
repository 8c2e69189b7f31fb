import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import type { Rows } from './standardise';

/** What a Gaussian process may choose its kernel from, by the likelihood of what it is fitted to. */
export interface KernelGrid {
  /** In units of the square root of the number of columns: the distance of two standardised rows grows with it. */
  readonly lengthScales: readonly number[];
  /** Variance of the noise, in units of the signal's. */
  readonly noises: readonly number[];
}

/** Coarse: between two neighbours predictions differ little. */
export const KERNEL_GRID: KernelGrid = {
  lengthScales: [0.35, 0.5, 0.7, 1, 1.4, 2],
  noises: [0.001, 0.01, 0.1],
};

export interface GaussianProcess {
  /** The kernel that was chosen, in the units of the grid. */
  readonly lengthScale: number;
  readonly noise: number;
  /** Of the targets given that kernel, nats; the larger, the better. */
  readonly logLikelihood: number;
  /** Standard deviation of a value of which nothing is known; no `deviation` is larger. */
  readonly priorDeviation: number;
  /** The expected value of a row: as many products as there are rows to learn from. */
  mean(row: ArrayLike<number>): number;
  /** Standard deviation of a row's noiseless value: the square of as many products. */
  deviation(row: ArrayLike<number>): number;
}

/**
 * Gaussian process regression with a squared exponential kernel (Rasmussen and Williams 2006, algorithm 2.1), its mean
 * that of the targets, its variance the likeliest for each kernel, its kernel the likeliest of a grid (their section 5.4).
 *
 * @param rows standardised columns, at least one row
 * @param targets one for each row, finite
 * @throws RangeError if the numbers of rows and targets differ or there are none
 */
export function fitGaussianProcess(
  rows: Rows,
  targets: readonly number[],
  grid: KernelGrid = KERNEL_GRID,
): GaussianProcess {
  if (rows.length === 0 || rows.length !== targets.length) {
    throw new RangeError(
      `${rows.length} rows with ${targets.length} targets: give one target for each of some rows`,
    );
  }
  const center = targets.reduce((sum, target) => sum + target, 0) / targets.length;
  const centered = targets.map((target) => target - center);
  const distances = squaredDistances(rows);
  const kernels = grid.lengthScales.flatMap((lengthScale) =>
    grid.noises.map((noise) => ({ lengthScale, noise })),
  );
  const fits = kernels.map((kernel) => fit(distances, rows[0].length, centered, kernel));
  const best = fits.reduce((one, other) => (other.logLikelihood > one.logLikelihood ? other : one));
  const { lengthScale, noise, logLikelihood, signalVariance } = best;
  return {
    lengthScale,
    noise,
    logLikelihood,
    priorDeviation: Math.sqrt(signalVariance),
    mean: (row) => meanAt(row, rows, best, center),
    deviation: (row) => deviationAt(row, rows, best),
  };
}

interface Fit {
  readonly lengthScale: number;
  readonly noise: number;
  readonly logLikelihood: number;
  /** Twice the squared length scale, in the units of the rows. */
  readonly width: number;
  readonly signalVariance: number;
  /** Lower triangle of the kernel matrix's Cholesky factor, row after row. */
  readonly factor: readonly Float64Array[];
  /** The inverse of the kernel matrix times the targets. */
  readonly weights: Float64Array;
}

function fit(
  distances: Matrix,
  columns: number,
  targets: readonly number[],
  { lengthScale, noise }: { lengthScale: number; noise: number },
): Fit {
  const count = targets.length;
  const width = 2 * lengthScale ** 2 * columns;
  const kernel = new Matrix(count, count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < i; j++) {
      const value = Math.exp(-distances.get(i, j) / width);
      kernel.set(i, j, value);
      kernel.set(j, i, value);
    }
    kernel.set(i, i, 1 + noise);
  }
  const cholesky = new CholeskyDecomposition(kernel);
  const lower = cholesky.lowerTriangularMatrix;
  const weights = Float64Array.from(cholesky.solve(Matrix.columnVector([...targets])).to1DArray());
  const fitted = targets.reduce((sum, target, i) => sum + target * weights[i], 0);
  // Equal targets leave no variance: a trace of it keeps the logarithm finite.
  const signalVariance = Math.max(fitted / count, Number.MIN_VALUE);
  let logDeterminant = 0;
  for (let i = 0; i < count; i++) logDeterminant += 2 * Math.log(lower.get(i, i));
  const logLikelihood =
    -0.5 * (count * Math.log(signalVariance) + logDeterminant + count * (1 + Math.log(2 * Math.PI)));
  const factor = Array.from({ length: count }, (_, i) =>
    Float64Array.from(lower.getRow(i)).subarray(0, i + 1),
  );
  return { lengthScale, noise, logLikelihood, width, signalVariance, factor, weights };
}

function meanAt(row: ArrayLike<number>, rows: Rows, { width, weights }: Fit, center: number): number {
  let mean = center;
  for (let i = 0; i < rows.length; i++) mean += Math.exp(-squaredDistance(row, rows[i]) / width) * weights[i];
  return mean;
}

function deviationAt(row: ArrayLike<number>, rows: Rows, { width, signalVariance, factor }: Fit): number {
  // Forward substitution: the factor's inverse times the covariances with what is known.
  const solved = new Float64Array(rows.length);
  let explained = 0;
  for (let i = 0; i < rows.length; i++) {
    const line = factor[i];
    let rest = Math.exp(-squaredDistance(row, rows[i]) / width);
    for (let j = 0; j < i; j++) rest -= line[j] * solved[j];
    solved[i] = rest / line[i];
    explained += solved[i] * solved[i];
  }
  return Math.sqrt(signalVariance * Math.max(0, 1 - explained));
}

function squaredDistances(rows: Rows): Matrix {
  const distances = new Matrix(rows.length, rows.length);
  for (let i = 0; i < rows.length; i++) {
    for (let j = 0; j < i; j++) distances.set(i, j, squaredDistance(rows[i], rows[j]));
  }
  return distances;
}

function squaredDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = a[i] - b[i];
    sum += difference * difference;
  }
  return sum;
}
