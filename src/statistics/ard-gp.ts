import { Matrix } from 'ml-matrix';
import { assertPairs, MAX_HYPERPARAMETER_ROWS } from './gp';
import { fitPosterior, type Posterior } from './gp-posterior';
import { buildKernelMatrix, squaredDistance } from './kernel-matrix';

/** A row of standardized columns in groups. All rows have the same groups. */
export type GroupedRow = readonly ArrayLike<number>[];

/** Hyperparameters of a kernel with automatic relevance determination (ARD) by groups. */
export interface ArdKernel {
  /** Weight of each group's mean squared difference. */
  readonly weights: readonly number[];
  /** Variance of the noise, in units of the signal's. */
  readonly noise: number;
}

/** A fitted Gaussian process. */
export interface ArdGaussianProcess extends ArdKernel {
  /** Log marginal likelihood of the targets, nats. */
  readonly logLikelihood: number;
  /** Prior standard deviation: an upper bound of every `std`. */
  readonly priorStd: number;
  /** Predicted value of a row. */
  mean(row: GroupedRow): number;
  /** Standard deviation of a row's noiseless value. */
  std(row: GroupedRow): number;
}

/*
 * Log-normal priors that prefer long length scales, because a few dozen targets are too few to learn the weights from. `spread` is
 * the standard deviation of the logarithm. docs/lab-notebook.md has the effect.
 */
const WEIGHT_PRIOR = {
  /** Sum of the medians of all groups. */
  total: 0.3,
  spread: 1.2,
};
const NOISE_PRIOR = { median: 0.02, spread: 0.7 };
/** Factors by which the search changes a weight or the noise. */
const FACTORS = [0.5, 2];
/** Maximum number of passes over all weights. */
const SWEEPS = 3;

/**
 * Fits a Gaussian process that learns the relevance of groups of columns. Its Matern kernel (smoothness 5/2) weights the
 * distance within each group (ARD; Rasmussen and Williams 2006, sections 4.2 and 5.1). Weights and noise maximize the product
 * of likelihood and prior by coordinate ascent, halving and doubling one at a time.
 *
 * @param rows at least one
 * @param targets one for each row, finite
 * @throws RangeError if the numbers of rows and targets differ or there are none
 */
export function fitArdGaussianProcess(
  rows: readonly GroupedRow[],
  targets: readonly number[],
): ArdGaussianProcess {
  assertPairs(rows.length, targets.length);
  const kernel = maximizePosterior(
    rows.slice(0, MAX_HYPERPARAMETER_ROWS),
    targets.slice(0, MAX_HYPERPARAMETER_ROWS),
  );
  const scaled = rows.map((row) => scaleRow(row, kernel.weights));
  const fit = fitPosterior(buildKernelMatrix(scaled, matern), kernel.noise, targets);
  function covariances(row: GroupedRow): Float64Array {
    const point = scaleRow(row, kernel.weights);
    const values = new Float64Array(scaled.length);
    for (let i = 0; i < values.length; i++) values[i] = matern(squaredDistance(point, scaled[i]));
    return values;
  }
  return {
    ...kernel,
    logLikelihood: fit.logLikelihood,
    priorStd: Math.sqrt(fit.signalVariance),
    mean: (row) => fit.mean(covariances(row)),
    std: (row) => fit.std(covariances(row)),
  };
}

/** Returns the kernel after coordinate ascent on its posterior, until no single change improves it or `SWEEPS` passes. */
function maximizePosterior(rows: readonly GroupedRow[], targets: readonly number[]): ArdKernel {
  const distances = rows[0].map(({ length }, group) =>
    buildKernelMatrix(
      rows.map((row) => row[group]),
      (distance) => distance / length,
    ),
  );
  const logPosterior = (kernel: ArdKernel): number =>
    fitKernel(distances, kernel, targets).logLikelihood + computeLogPrior(kernel);
  const median = WEIGHT_PRIOR.total / distances.length;
  let best: ArdKernel = { weights: distances.map(() => median), noise: NOISE_PRIOR.median };
  let highest = logPosterior(best);
  for (let sweep = 0, moved = true; sweep < SWEEPS && moved; sweep++) {
    moved = false;
    for (let index = 0; index <= distances.length; index++) {
      for (const kernel of listNeighborKernels(best, index)) {
        const reached = logPosterior(kernel);
        if (reached <= highest) continue;
        [best, highest, moved] = [kernel, reached, true];
      }
    }
  }
  return best;
}

/** Returns the kernels that differ in the weight of group `index`, or in the noise if `index` follows the last group. */
function listNeighborKernels({ weights, noise }: ArdKernel, index: number): ArdKernel[] {
  return FACTORS.map((factor) =>
    index === weights.length
      ? { weights, noise: noise * factor }
      : { weights: weights.with(index, weights[index] * factor), noise },
  );
}

/** Returns the logarithm of the kernel's prior density over the logarithms of weights and noise, up to a constant. */
function computeLogPrior({ weights, noise }: ArdKernel): number {
  const logDensity = (value: number, median: number, spread: number): number =>
    -0.5 * (Math.log(value / median) / spread) ** 2;
  const weightMedian = WEIGHT_PRIOR.total / weights.length;
  return weights.reduce(
    (sum, weight) => sum + logDensity(weight, weightMedian, WEIGHT_PRIOR.spread),
    logDensity(noise, NOISE_PRIOR.median, NOISE_PRIOR.spread),
  );
}

function fitKernel(
  distances: readonly Matrix[],
  { weights, noise }: ArdKernel,
  targets: readonly number[],
): Posterior {
  const count = targets.length;
  const kernel = new Matrix(count, count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j <= i; j++) {
      let distance = 0;
      for (let group = 0; group < weights.length; group++)
        distance += weights[group] * distances[group].get(i, j);
      const value = matern(distance);
      kernel.set(i, j, value);
      kernel.set(j, i, value);
    }
  }
  return fitPosterior(kernel, noise, targets);
}

/** Concatenates the groups, scaled so that the squared distance is the weighted sum of mean squared differences. */
function scaleRow(row: GroupedRow, weights: readonly number[]): Float64Array {
  const columns = new Float64Array(row.reduce((sum, { length }) => sum + length, 0));
  let column = 0;
  row.forEach((group, i) => {
    const scale = Math.sqrt(weights[i] / group.length);
    for (let j = 0; j < group.length; j++) columns[column++] = group[j] * scale;
  });
  return columns;
}

/** Returns the Matern kernel of smoothness 5/2. @param squared squared distance, in length scales */
function matern(squared: number): number {
  const distance = Math.sqrt(5 * squared);
  return (1 + distance + (distance * distance) / 3) * Math.exp(-distance);
}
