import { Matrix } from 'ml-matrix';
import { fitPosterior, type Posterior } from './gp-posterior';
import { buildKernelMatrix, squaredDistance } from './kernel-matrix';
import type { Rows } from './standard-scaler';

/** What a Gaussian process may choose its kernel from, by the likelihood of what it is fitted to. */
export interface KernelGrid {
  /** In units of the square root of the number of columns: the distance of two standardized rows grows with it. */
  readonly lengthScales: readonly number[];
  /** Variance of the noise, in units of the signal's. */
  readonly noises: readonly number[];
}

/** Coarse: between two neighbors predictions differ little. */
export const KERNEL_GRID: KernelGrid = {
  lengthScales: [0.35, 0.5, 0.7, 1, 1.4, 2],
  noises: [0.001, 0.01, 0.1],
};

/** The first rows, which alone have a say in the kernel: the time that choosing takes grows with their number's cube. */
export const MAX_HYPERPARAMETER_ROWS = 300;

export interface GaussianProcess {
  /** The kernel that was chosen, in the units of the grid. */
  readonly lengthScale: number;
  readonly noise: number;
  /** Of the targets given that kernel, nats; the larger, the better. */
  readonly logLikelihood: number;
  /** Standard deviation of a value of which nothing is known; no `deviation` is larger. */
  readonly priorStd: number;
  /** The expected value of a row: as many products as there are rows to learn from. */
  mean(row: ArrayLike<number>): number;
  /** Standard deviation of a row's noiseless value: the square of as many products. */
  std(row: ArrayLike<number>): number;
}

/**
 * Gaussian process regression with a squared exponential kernel, the likeliest of a grid (Rasmussen and Williams 2006,
 * section 5.4).
 *
 * @param rows standardized columns, at least one row
 * @param targets one for each row, finite
 * @throws RangeError if the numbers of rows and targets differ or there are none
 */
export function fitGaussianProcess(
  rows: Rows,
  targets: readonly number[],
  grid: KernelGrid = KERNEL_GRID,
): GaussianProcess {
  assertPairs(rows.length, targets.length);
  const kernelRows = Math.min(rows.length, MAX_HYPERPARAMETER_ROWS);
  const distances = buildKernelMatrix(rows.slice(0, kernelRows), (distance) => distance);
  const kernels = grid.lengthScales.flatMap((lengthScale) => {
    // Twice the squared length scale, in the units of the rows.
    const width = 2 * lengthScale ** 2 * rows[0].length;
    const matrix = toKernelMatrix(distances, width);
    return grid.noises.map((noise) => ({
      ...{ lengthScale, width, noise },
      fit: fitPosterior(matrix, noise, targets.slice(0, kernelRows)),
    }));
  });
  const best = kernels.reduce((one, other) =>
    other.fit.logLikelihood > one.fit.logLikelihood ? other : one,
  );
  const { lengthScale, noise, width } = best;
  const fit: Posterior =
    kernelRows === rows.length
      ? best.fit
      : fitPosterior(
          buildKernelMatrix(rows, (distance) => Math.exp(-distance / width)),
          noise,
          targets,
        );
  function covariances(row: ArrayLike<number>): Float64Array {
    const values = new Float64Array(rows.length);
    for (let i = 0; i < values.length; i++) values[i] = Math.exp(-squaredDistance(row, rows[i]) / width);
    return values;
  }
  return {
    lengthScale,
    noise,
    logLikelihood: fit.logLikelihood,
    priorStd: Math.sqrt(fit.signalVariance),
    mean: (row) => fit.mean(covariances(row)),
    std: (row) => fit.std(covariances(row)),
  };
}

/** @throws RangeError if the numbers differ or are 0 */
export function assertPairs(rows: number, targets: number): void {
  if (rows > 0 && rows === targets) return;
  throw new RangeError(`${rows} rows with ${targets} targets: give one target for each of some rows`);
}

function toKernelMatrix(distances: Matrix, width: number): Matrix {
  return Matrix.exp(Matrix.mul(distances, -1 / width));
}
