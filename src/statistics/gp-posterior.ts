import type { Matrix } from 'ml-matrix';
import { choleskyFactor, forwardSubstitution, solveCholesky } from './cholesky';

/** Posterior of a Gaussian process with a fixed kernel. A query point is given by its covariances with the n points. */
export interface Posterior {
  /** Log marginal likelihood of the targets, nats. */
  readonly logLikelihood: number;
  /** Maximum likelihood estimate of the prior variance. */
  readonly signalVariance: number;
  /** Predicted target of a query point, in O(n). */
  mean(covariances: ArrayLike<number>): number;
  /** Standard deviation of the noiseless target of a query point, in O(n^2). */
  std(covariances: ArrayLike<number>): number;
}

/**
 * Fits a Gaussian process (Rasmussen and Williams 2006, algorithm 2.1). The prior mean is the mean of the targets, the
 * prior variance its maximum likelihood estimate.
 *
 * @param kernel covariances of all pairs of points, in units of the signal's variance: ones on the diagonal
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
  // Equal targets have no variance: a lower bound keeps the logarithm finite.
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

/** Returns the share of the prior variance that the points do not explain. */
function computeUnexplainedVariance(covariances: ArrayLike<number>, factor: readonly Float64Array[]): number {
  let explained = 0;
  for (const value of forwardSubstitution(factor, covariances)) explained += value * value;
  return Math.max(0, 1 - explained);
}
