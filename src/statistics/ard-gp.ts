import { Matrix } from 'ml-matrix';
import { assertPairs, MAX_HYPERPARAMETER_ROWS } from './gp';
import { fitPosterior, type Posterior } from './gp-posterior';
import { buildKernelMatrix, squaredDistance } from './kernel-matrix';

/** A point's numbers in groups, the columns of each standardized; as many groups and columns for each point. */
export type GroupedRow = readonly ArrayLike<number>[];

/** What the kernel of a grouped process is made of. */
export interface ArdKernel {
  /** How much a group's mean squared difference counts, for each group; 0: not at all. */
  readonly weights: readonly number[];
  /** Variance of the noise, in units of the signal's. */
  readonly noise: number;
}

export interface ArdGaussianProcess extends ArdKernel {
  /** Of the targets given that kernel, nats. */
  readonly logLikelihood: number;
  /** Standard deviation of a value of which nothing is known; no `deviation` is larger. */
  readonly priorStd: number;
  mean(row: GroupedRow): number;
  /** Standard deviation of a row's noiseless value. */
  std(row: GroupedRow): number;
}

/** Factors by which a group's weight is tried to change, and what a group that has lost all is tried to get again. */
const WEIGHT_FACTORS = [0, 0.5, 2];
const REVIVED_WEIGHT = 0.2;
const NOISE_FACTORS = [1 / 3, 3];
const NOISES = { first: 0.03, least: 0.001, most: 0.5 };
/** Times that all weights are gone through. */
const SWEEPS = 3;

/**
 * Gaussian process regression that learns which groups of columns matter: a Matern kernel (smoothness 5/2) of the distance
 * to which each group contributes by a weight of its own (automatic relevance determination by groups; Rasmussen and
 * Williams 2006, sections 4.2 and 5.1). Weights and noise climb the likelihood one at a time, by halving and doubling.
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

/** The kernel at which no single change of a weight or of the noise is likelier; the search for it has an end. */
function maximizeLikelihood(rows: readonly GroupedRow[], targets: readonly number[]): ArdKernel {
  const distances = rows[0].map(({ length }, group) =>
    buildKernelMatrix(
      rows.map((row) => row[group]),
      (distance) => distance / length,
    ),
  );
  const likelihood = (kernel: ArdKernel): number => fitKernel(distances, kernel, targets).logLikelihood;
  let best: ArdKernel = { weights: distances.map(() => 1 / distances.length), noise: NOISES.first };
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

/** Kernels that differ in the weight of one group, or in the noise where `place` is after the last group. */
function listNeighborKernels({ weights, noise }: ArdKernel, index: number): ArdKernel[] {
  if (index === weights.length) {
    return NOISE_FACTORS.map((factor) => noise * factor)
      .filter((each) => each >= NOISES.least && each <= NOISES.most)
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

/** The row as one, so scaled that squared distances are the weighted sum of the groups' mean squared differences. */
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

/** Matern kernel of smoothness 5/2, of a squared distance in length scales. */
function matern(squared: number): number {
  const distance = Math.sqrt(5 * squared);
  return (1 + distance + (distance * distance) / 3) * Math.exp(-distance);
}
