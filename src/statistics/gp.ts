import { Matrix } from 'ml-matrix';
import { fitPosterior, type Posterior } from './gp-posterior';
import { buildKernelMatrix, squaredDistance } from './kernel-matrix';
import type { Rows } from './standard-scaler';

/** Hyperparameters among which the likelihood selects. */
export interface KernelGrid {
  /** Length scales, in units of the square root of the number of columns, with which distances of standardized rows grow. */
  readonly lengthScales: readonly number[];
  /** Variances of the noise, in units of the signal's. */
  readonly noises: readonly number[];
}

/** The default grid. It is coarse because predictions of neighboring kernels differ little. */
const KERNEL_GRID: KernelGrid = {
  lengthScales: [0.35, 0.5, 0.7, 1, 1.4, 2],
  noises: [0.001, 0.01, 0.1],
};

/** Number of rows, the first ones, to which the hyperparameters are fitted. Fitting them is cubic in this number. */
export const MAX_HYPERPARAMETER_ROWS = 300;

/** A fitted Gaussian process. */
export interface GaussianProcess {
  /** The selected kernel, in the units of the grid. */
  readonly lengthScale: number;
  readonly noise: number;
  /** Log marginal likelihood of the targets, nats. */
  readonly logLikelihood: number;
  /** Prior standard deviation: an upper bound of every `std`. */
  readonly priorStd: number;
  /** Predicted value of a row, in O(n) for n training rows. */
  mean(row: ArrayLike<number>): number;
  /** Standard deviation of a row's noiseless value, in O(n^2). */
  std(row: ArrayLike<number>): number;
}

/**
 * Fits a Gaussian process with the squared exponential kernel of the highest likelihood in a grid (Rasmussen and Williams
 * 2006, section 5.4).
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
  const best = selectKernel(rows.slice(0, kernelRows), targets.slice(0, kernelRows), grid);
  const { lengthScale, noise, width } = best;
  const kernel = (distance: number): number => Math.exp(-distance / width);
  const fit =
    kernelRows === rows.length ? best.fit : fitPosterior(buildKernelMatrix(rows, kernel), noise, targets);
  function covariances(row: ArrayLike<number>): Float64Array {
    const values = new Float64Array(rows.length);
    for (let i = 0; i < values.length; i++) values[i] = kernel(squaredDistance(row, rows[i]));
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

/** A kernel of the grid, and the posterior with it. */
interface FittedKernel {
  readonly lengthScale: number;
  readonly noise: number;
  /** Twice the squared length scale, in the units of the rows. */
  readonly width: number;
  readonly fit: Posterior;
}

/** Returns the kernel of the highest likelihood. */
function selectKernel(rows: Rows, targets: readonly number[], grid: KernelGrid): FittedKernel {
  const distances = buildKernelMatrix(rows, (distance) => distance);
  const kernels = grid.lengthScales.flatMap((lengthScale) => {
    const width = 2 * lengthScale ** 2 * rows[0].length;
    const matrix = Matrix.exp(Matrix.mul(distances, -1 / width));
    return grid.noises.map((noise): FittedKernel => {
      const fit = fitPosterior(matrix, noise, targets);
      return { lengthScale, noise, width, fit };
    });
  });
  return kernels.reduce((best, other) => (other.fit.logLikelihood > best.fit.logLikelihood ? other : best));
}

/** @throws RangeError if there are no rows, or not one target for each */
export function assertPairs(rows: number, targets: number): void {
  if (rows > 0 && rows === targets) return;
  throw new RangeError(
    `${rows} rows with ${targets} targets: pass at least one row, and one target for each`,
  );
}
