import { Matrix } from 'ml-matrix';
import { assertPairs, MAX_HYPERPARAMETER_ROWS } from './gp';
import { fitPosterior, type Posterior } from './gp-posterior';
import { buildKernelMatrix, squaredDistance } from './kernel-matrix';

/** A row of standardized columns in groups. All rows have the same groups. */
export type GroupedRow = readonly ArrayLike<number>[];

/** Hyperparameters of a kernel with automatic relevance determination (ARD) by groups. */
export interface ArdKernel {
  /** Weight of each group's mean squared difference; 0: irrelevant. */
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

/** Factors by which the search changes a weight. */
const WEIGHT_FACTORS = [0, 0.5, 2];
/** Weight that the search also tries, so that a weight of 0 can grow again. */
const REVIVED_WEIGHT = 0.2;
const NOISE_FACTORS = [1 / 3, 3];
const NOISE = { initial: 0.03, min: 0.001, max: 0.5 };
/** Maximum number of passes over all weights. */
const SWEEPS = 3;

/**
 * Fits a Gaussian process that learns the relevance of groups of columns. Its Matern kernel (smoothness 5/2) weights the
 * distance within each group (ARD; Rasmussen and Williams 2006, sections 4.2 and 5.1). Weights and noise maximize the
 * likelihood by coordinate ascent, halving and doubling one at a time.
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
  const kernel = maximizeLikelihood(
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

/** Returns the kernel after coordinate ascent on the likelihood, until no single change improves it or `SWEEPS` passes. */
function maximizeLikelihood(rows: readonly GroupedRow[], targets: readonly number[]): ArdKernel {
  const distances = rows[0].map(({ length }, group) =>
    buildKernelMatrix(
      rows.map((row) => row[group]),
      (distance) => distance / length,
    ),
  );
  const likelihood = (kernel: ArdKernel): number => fitKernel(distances, kernel, targets).logLikelihood;
  let best: ArdKernel = { weights: distances.map(() => 1 / distances.length), noise: NOISE.initial };
  let highest = likelihood(best);
  for (let sweep = 0, moved = true; sweep < SWEEPS && moved; sweep++) {
    moved = false;
    for (let index = 0; index <= distances.length; index++) {
      for (const kernel of listNeighborKernels(best, index)) {
        const reached = likelihood(kernel);
        if (reached <= highest) continue;
        [best, highest, moved] = [kernel, reached, true];
      }
    }
  }
  return best;
}

/** Returns the kernels that differ in the weight of group `index`, or in the noise if `index` follows the last group. */
function listNeighborKernels({ weights, noise }: ArdKernel, index: number): ArdKernel[] {
  if (index === weights.length) {
    return NOISE_FACTORS.map((factor) => noise * factor)
      .filter((each) => each >= NOISE.min && each <= NOISE.max)
      .map((each) => ({ weights, noise: each }));
  }
  return [...WEIGHT_FACTORS.map((factor) => weights[index] * factor), REVIVED_WEIGHT]
    .filter((weight) => weight !== weights[index])
    .map((weight) => ({ weights: weights.with(index, weight), noise }))
    .filter((kernel) => kernel.weights.some((weight) => weight > 0));
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
  const columns = new Float64Array(
    row.reduce((sum, { length }, i) => sum + (weights[i] > 0 ? length : 0), 0),
  );
  let column = 0;
  row.forEach((group, i) => {
    if (weights[i] === 0) return;
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
