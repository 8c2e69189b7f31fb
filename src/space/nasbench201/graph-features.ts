import type { Architecture } from '../space';
import { sumSorted } from '../sum-sorted';
import { NASBENCH201_OPS } from './cells';
import { findEdgesOnPaths, findIntactPaths } from './paths';
import { measureSignal } from './signal';

const [NONE, SKIP, CONVOLUTION_1, CONVOLUTION_3, POOLING] = NASBENCH201_OPS.map((_, op) => op);
/** All operations except `none`. */
const OPS = NASBENCH201_OPS.map((_, op) => op).filter((op) => op !== NONE);
/** Operations that change their input. */
const WORKING_OPS = OPS.filter((op) => op !== SKIP);

/** The counts along a path, each as the set of operations that it counts. */
const PATH_COUNTS: readonly (readonly number[])[] = [
  [CONVOLUTION_1, CONVOLUTION_3],
  [CONVOLUTION_3],
  [POOLING],
  WORKING_OPS,
];

/** Edges of the longest path. */
const MAX_PATH_LENGTH = 3;
/** Number of sequences of each length. */
const SEQUENCES_PER_LENGTH = Array.from(
  { length: MAX_PATH_LENGTH + 1 },
  (_, length) => WORKING_OPS.length ** length,
);
const SEQUENCE_COUNT = SEQUENCES_PER_LENGTH.reduce((sum, count) => sum + count, 0);

/**
 * Encodes a cell's graph as groups of features. Only edges on intact paths from input to output count.
 *
 * 1. the count of each operation except `none` (4 numbers);
 * 2. maximum, minimum and mean over the paths of the number of convolutions, of 3x3 convolutions, of poolings, and of
 *    all operations except `skip_connect`; then the number of paths (4 * 3 + 1);
 * 3. the number of paths with each sequence of operations, without `skip_connect` (1 + 3 + 9 + 27);
 * 4. variance and correlations of a signal in a network of the cell before training, see `measureSignal` (9);
 * 5. the logarithm of the gain over all paths if a convolution multiplies by the side of its window, and pooling by 1 or by 1/3 (2).
 *
 * Symmetric cells have equal features.
 */
export function encodeCellGroups(architecture: Architecture): number[][] {
  const paths = findIntactPaths(architecture).map((path) => path.map((edge) => architecture[edge]));
  const live = findEdgesOnPaths(findIntactPaths(architecture)).map((edge) => architecture[edge]);
  const sequences = new Array<number>(SEQUENCE_COUNT).fill(0);
  for (const path of paths) sequences[toSequenceIndex(path.filter((op) => op !== SKIP))] += 1;
  return [
    OPS.map((op) => countOps(live, [op])),
    [
      ...PATH_COUNTS.flatMap((ops) => computeMaxMinMean(paths.map((path) => countOps(path, ops)))),
      paths.length,
    ],
    sequences,
    measureSignal(architecture),
    POOLING_GAINS.map((gain) => measureGain(paths, gain)),
  ];
}

function countOps(among: readonly number[], ops: readonly number[]): number {
  return among.filter((op) => ops.includes(op)).length;
}

/** Gains of pooling: it keeps a signal that all pixels share, and a third of the deviation if pixels are independent. */
const POOLING_GAINS = [1, 1 / 3];
/** Keeps the logarithm of the gain finite. */
const GAIN_FLOOR = 0.01;

/** Returns the logarithm of the sum over the paths of the products of gains. */
function measureGain(paths: readonly (readonly number[])[], poolingGain: number): number {
  const gains = paths.map((path) =>
    path.reduce((product, op) => product * (op === CONVOLUTION_3 ? 3 : op === POOLING ? poolingGain : 1), 1),
  );
  return Math.log(sumSorted(gains) + GAIN_FLOOR);
}

/** Returns maximum, minimum and mean; zeros if there is no path. */
function computeMaxMinMean(counts: readonly number[]): number[] {
  if (counts.length === 0) return [0, 0, 0];
  const sum = counts.reduce((total, count) => total + count, 0);
  return [Math.max(...counts), Math.min(...counts), sum / counts.length];
}

/** Numbers the sequences: shorter ones first, sequences of equal length in lexicographic order. */
function toSequenceIndex(sequence: readonly number[]): number {
  const shorter = SEQUENCES_PER_LENGTH.slice(0, sequence.length).reduce((sum, count) => sum + count, 0);
  return shorter + sequence.reduce((index, op) => index * WORKING_OPS.length + WORKING_OPS.indexOf(op), 0);
}
