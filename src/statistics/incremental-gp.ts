import { forwardSubstitution, substituteRow } from './cholesky';
import { squaredDistance } from './kernel-matrix';

/** A squared exponential kernel with noise, in the units of `KernelGrid`. */
export interface RbfKernel {
  readonly lengthScale: number;
  readonly noise: number;
}

/** A row that is queried repeatedly, with its cached forward substitution over the training rows so far. */
export interface QueryPoint {
  readonly row: ArrayLike<number>;
  /** Kernel of the row with each training row, in units of the signal's variance. */
  readonly covariances: number[];
  /** Inverse of the kernel matrix's Cholesky factor, times the covariances. */
  readonly solved: number[];
  /** Share of the prior variance that the training rows explain: the sum of the squares of `solved`. */
  explainedVariance: number;
}

export function createQueryPoint(row: ArrayLike<number>): QueryPoint {
  return { row, covariances: [], solved: [], explainedVariance: 0 };
}

/** Predictions of a process fitted to targets. */
export interface IncrementalPosterior {
  /** Prior standard deviation: an upper bound of every `std`. */
  readonly priorStd: number;
  /** Predicted value of a query point. */
  mean(point: QueryPoint): number;
  /** Standard deviation of a query point's noiseless value. */
  std(point: QueryPoint): number;
}

/**
 * Gaussian process regression like `fitGaussianProcess` with a single kernel, whose training rows are added one by one.
 *
 * Each query point caches its forward substitution, so that adding a row costs O(n) per query point instead of the O(n^2)
 * of fitting from scratch.
 */
export class IncrementalGaussianProcess {
  private readonly rows: ArrayLike<number>[] = [];
  /** Cholesky factor of the noisy kernel matrix, row by row up to the diagonal. */
  private readonly factor: (readonly number[])[] = [];

  constructor(private readonly kernel: RbfKernel) {}

  /** Adds a training row, in O(n^2). */
  add(row: ArrayLike<number>): void {
    const point = createQueryPoint(row);
    this.extend(point);
    this.factor.push([...point.solved, Math.sqrt(1 + this.kernel.noise - point.explainedVariance)]);
    this.rows.push(row);
  }

  /** Fits the process to targets. @param targets one for each row, in order of addition, at least one, finite */
  fit(targets: readonly number[]): IncrementalPosterior {
    const center = targets.reduce((sum, target) => sum + target, 0) / targets.length;
    const centered = targets.map((target) => target - center);
    const weights = this.solve(centered);
    const fitted = centered.reduce((sum, target, i) => sum + target * weights[i], 0);
    const priorStd = Math.sqrt(Math.max(0, fitted) / targets.length);
    return {
      priorStd,
      mean: (point) => {
        this.extend(point);
        return weights.reduce((sum, weight, i) => sum + weight * point.covariances[i], center);
      },
      std: (point) => {
        this.extend(point);
        return priorStd * Math.sqrt(Math.max(0, 1 - point.explainedVariance));
      },
    };
  }

  /** Continues the forward substitution of a point with the rows added since. */
  private extend(point: QueryPoint): void {
    const { covariances, solved, row } = point;
    // Twice the squared length scale, in the units of the rows.
    const width = 2 * this.kernel.lengthScale ** 2 * row.length;
    for (let i = solved.length; i < this.rows.length; i++) {
      const covariance = Math.exp(-squaredDistance(row, this.rows[i]) / width);
      const value = substituteRow(this.factor[i], covariance, solved, i);
      covariances.push(covariance);
      solved.push(value);
      point.explainedVariance += value * value;
    }
  }

  /** Returns the inverse of the noisy kernel matrix, times the values. */
  private solve(values: readonly number[]): Float64Array {
    const solution = forwardSubstitution(this.factor, values);
    for (let i = solution.length - 1; i >= 0; i--) {
      solution[i] /= this.factor[i][i];
      for (let j = 0; j < i; j++) solution[j] -= this.factor[i][j] * solution[i];
    }
    return solution;
  }
}
