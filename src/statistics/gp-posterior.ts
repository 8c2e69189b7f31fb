import type { Matrix } from 'ml-matrix';
import { choleskyFactor, solveCholesky } from './cholesky';

/** What targets say of a Gaussian process with a given kernel. */
export interface Posterior {
  /** Of the targets, nats; the larger, the better the kernel. */
  readonly logLikelihood: number;
  /** The likeliest variance of the process before anything is known. */
  readonly signalVariance: number;
  /** The expected target where the kernel with the known points has these values. */
  mean(covariances: ArrayLike<number>): number;
  /** The noiseless target's standard deviation there; takes the square of as many products as there are points. */
  std(covariances: ArrayLike<number>): number;
}

/**
 * Gaussian process regression (Rasmussen and Williams 2006, algorithm 2.1), its prior mean that of the targets and its
 * variance the likeliest one.
 *
 * @param kernel of every two points, in units of the signal's variance: ones on the diagonal
 * @param noise variance of the targets' noise, in the same units
 * @param targets one for each point, finite
 */
export function fitPosterior(kernel: Matrix, noise: number, targets: readonly number[]): Posterior {
  const count = targets.length;
  const center = targets.reduce((sum, target) => sum + target, 0) / count;
  const centered = targets.map((target) => target - center);
  const factor = choleskyFactor(kernel, noise);
  const weights = solveCholesky(factor, centered);

  const fitted = centered.reduce((sum, target, i) => sum + target * weights[i], 0);
  // Equal targets leave no variance: a trace of it keeps the logarithm finite.
  const signalVariance = Math.max(fitted / count, Number.MIN_VALUE);
  let logDeterminant = 0;
  for (let i = 0; i < count; i++) logDeterminant += 2 * Math.log(factor[i][i]);
  const logLikelihood =
    -0.5 * (count * Math.log(signalVariance) + logDeterminant + count * (1 + Math.log(2 * Math.PI)));

  return {
    logLikelihood,
    signalVariance,
    mean(covariances) {
      let mean = center;
      for (let i = 0; i < count; i++) mean += covariances[i] * weights[i];
      return mean;
    },
    std: (covariances) => Math.sqrt(signalVariance * computeUnexplainedVariance(covariances, factor)),
  };
}

/** The share of the variance that is left once the points are known. */
function computeUnexplainedVariance(covariances: ArrayLike<number>, factor: readonly Float64Array[]): number {
  // Forward substitution: the factor's inverse times the covariances.
  const solved = new Float64Array(factor.length);
  let explained = 0;
  for (let i = 0; i < factor.length; i++) {
    const line = factor[i];
    let rest = covariances[i];
    for (let j = 0; j < i; j++) rest -= line[j] * solved[j];
    solved[i] = rest / line[i];
    explained += solved[i] * solved[i];
  }
  return Math.max(0, 1 - explained);
}
