import { squaredDistance } from './kernel-matrix';

/** A squared exponential kernel with noise, in the units of `KernelGrid`. */
export interface RbfKernel {
  readonly lengthScale: number;
  readonly noise: number;
}

/** A row that a process is asked about again and again: what it has in common with the rows learned so far. */
export interface QueryPoint {
  readonly row: ArrayLike<number>;
  /** Kernel of the row with each of the rows learned, in units of the signal's variance. */
  readonly covariances: number[];
  /** The inverse of the kernel matrix's Cholesky factor times the covariances. */
  readonly solved: number[];
  /** Sum of the squares of `solved`: the share of the variance that the rows learned explain. */
  explainedVariance: number;
}

export function createQueryPoint(row: ArrayLike<number>): QueryPoint {
  return { row, covariances: [], solved: [], explainedVariance: 0 };
}

/** What the targets of the rows learned say of places. */
export interface IncrementalPosterior {
  /** Standard deviation of a value of which nothing is known; no `deviation` is larger. */
  readonly priorStd: number;
  mean(place: QueryPoint): number;
  /** Standard deviation of a place's noiseless value. */
  std(place: QueryPoint): number;
}

/** Gaussian process regression with one kernel, whose rows come one by one. */
export interface IncrementalGaussianProcess {
  /** Takes as many products as there are rows, squared. */
  add(row: ArrayLike<number>): void;
  /** @param targets one for each row learned, in their order, at least one, finite */
  fit(targets: readonly number[]): IncrementalPosterior;
}

/**
 * The same regression as `fitGaussianProcess` with that kernel alone. The kernel's Cholesky factor gets a line for each new
 * row, and a place goes on from the rows that it knows: a search that asks about thousands of places after every few
 * rows pays for each row and place once, where fitting anew costs the square of the rows for each place.
 */
export function createIncrementalGaussianProcess({
  lengthScale,
  noise,
}: RbfKernel): IncrementalGaussianProcess {
  const points: QueryPoint[] = [];
  /** Diagonal of the Cholesky factor; the rest of line i is `known[i].solved`. */
  const diagonal: number[] = [];

  /** Forward substitution, from where it stopped. */
  function extend(point: QueryPoint): void {
    const { covariances, solved, row } = point;
    // Twice the squared length scale, in the units of the rows.
    const width = 2 * lengthScale ** 2 * row.length;
    for (let i = solved.length; i < points.length; i++) {
      const covariance = Math.exp(-squaredDistance(row, points[i].row) / width);
      const line = points[i].solved;
      let rest = covariance;
      for (let j = 0; j < i; j++) rest -= line[j] * solved[j];
      const value = rest / diagonal[i];
      covariances.push(covariance);
      solved.push(value);
      point.explainedVariance += value * value;
    }
  }

  /** The noisy kernel's inverse times the values. */
  function solve(values: readonly number[]): Float64Array {
    const solution = Float64Array.from(values);
    for (let i = 0; i < solution.length; i++) {
      for (let j = 0; j < i; j++) solution[i] -= points[i].solved[j] * solution[j];
      solution[i] /= diagonal[i];
    }
    for (let i = solution.length - 1; i >= 0; i--) {
      solution[i] /= diagonal[i];
      for (let j = 0; j < i; j++) solution[j] -= points[i].solved[j] * solution[i];
    }
    return solution;
  }

  return {
    add(row) {
      const point = createQueryPoint(row);
      extend(point);
      diagonal.push(Math.sqrt(1 + noise - point.explainedVariance));
      points.push(point);
    },
    fit(targets) {
      const center = targets.reduce((sum, target) => sum + target, 0) / targets.length;
      const centered = targets.map((target) => target - center);
      const weights = solve(centered);
      const fitted = centered.reduce((sum, target, i) => sum + target * weights[i], 0);
      const priorStd = Math.sqrt(Math.max(0, fitted) / targets.length);
      return {
        priorStd,
        mean(point) {
          extend(point);
          return weights.reduce((sum, weight, i) => sum + weight * point.covariances[i], center);
        },
        std(point) {
          extend(point);
          return priorStd * Math.sqrt(Math.max(0, 1 - point.explainedVariance));
        },
      };
    },
  };
}
