import { Matrix } from 'ml-matrix';
import { ofDistances, squaredDistance } from './kernel-matrix';
import { type Posterior, posterior } from './gp-posterior';
import type { Rows } from './standard-scaler';

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

/** The first rows, which alone have a say in the kernel: the time that choosing takes grows with their number's cube. */
export const KERNEL_ROWS = 300;

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
 * Gaussian process regression with a squared exponential kernel, the likeliest of a grid (Rasmussen and Williams 2006,
 * section 5.4).
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
  requirePairs(rows.length, targets.length);
  const say = Math.min(rows.length, KERNEL_ROWS);
  const distances = ofDistances(rows.slice(0, say), (distance) => distance);
  const kernels = grid.lengthScales.flatMap((lengthScale) => {
    // Twice the squared length scale, in the units of the rows.
    const width = 2 * lengthScale ** 2 * rows[0].length;
    const matrix = kernelOf(distances, width);
    return grid.noises.map((noise) => ({
      ...{ lengthScale, width, noise },
      fit: posterior(matrix, noise, targets.slice(0, say)),
    }));
  });
  const best = kernels.reduce((one, other) =>
    other.fit.logLikelihood > one.fit.logLikelihood ? other : one,
  );
  const { lengthScale, noise, width } = best;
  const fit: Posterior =
    say === rows.length
      ? best.fit
      : posterior(
          ofDistances(rows, (distance) => Math.exp(-distance / width)),
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
    priorDeviation: Math.sqrt(fit.signalVariance),
    mean: (row) => fit.mean(covariances(row)),
    deviation: (row) => fit.deviation(covariances(row)),
  };
}

/** @throws RangeError if the numbers differ or are 0 */
export function requirePairs(rows: number, targets: number): void {
  if (rows > 0 && rows === targets) return;
  throw new RangeError(`${rows} rows with ${targets} targets: give one target for each of some rows`);
}

function kernelOf(distances: Matrix, width: number): Matrix {
  return Matrix.exp(Matrix.mul(distances, -1 / width));
}
