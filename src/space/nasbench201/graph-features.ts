import type { Architecture } from '../space';
import { NASBENCH201_OPS } from './cell';
import { findEdgesOnPaths, findIntactPaths } from './paths';

const [NONE, SKIP, CONVOLUTION_1, CONVOLUTION_3, POOLING] = NASBENCH201_OPS.map((_, op) => op);
/** All but `none`. */
const OPS = NASBENCH201_OPS.map((_, op) => op).filter((op) => op !== NONE);
/** What changes what goes through it. */
const WORKING_OPS = OPS.filter((op) => op !== SKIP);

/** What is counted along a path, each by the operations that count. */
const PATH_COUNTS: readonly (readonly number[])[] = [
  [CONVOLUTION_1, CONVOLUTION_3],
  [CONVOLUTION_3],
  [POOLING],
  WORKING_OPS,
];

/** Edges of the longest path. */
const MAX_PATH_LENGTH = 3;
/** Sequences of up to that many operations, each counted by its place. */
const SEQUENCES_PER_LENGTH = Array.from(
  { length: MAX_PATH_LENGTH + 1 },
  (_, length) => WORKING_OPS.length ** length,
);
const SEQUENCE_COUNT = SEQUENCES_PER_LENGTH.reduce((sum, count) => sum + count, 0);

/**
 * The cell as a graph, in groups of numbers; only edges on paths from the input to the output count.
 *
 * 1. how often each operation but `none` occurs (4 numbers);
 * 2. how many convolutions, 3x3 convolutions, poolings, and operations but `skip_connect` the longest, the shortest and
 *    the mean path has; and how many paths there are (4 * 3 + 1);
 * 3. how many paths have each sequence of operations, `skip_connect` left out (1 + 3 + 9 + 27).
 *
 * All are the same for a cell and its twins.
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
  ];
}

function countOps(among: readonly number[], ops: readonly number[]): number {
  return among.filter((op) => ops.includes(op)).length;
}

/** Largest, smallest and mean; zeros where there is no path. */
function computeMaxMinMean(counts: readonly number[]): number[] {
  if (counts.length === 0) return [0, 0, 0];
  const sum = counts.reduce((total, count) => total + count, 0);
  return [Math.max(...counts), Math.min(...counts), sum / counts.length];
}

/** Shorter sequences first, those of one length in the order of their operations. */
function toSequenceIndex(sequence: readonly number[]): number {
  const shorter = SEQUENCES_PER_LENGTH.slice(0, sequence.length).reduce((sum, count) => sum + count, 0);
  return shorter + sequence.reduce((index, op) => index * WORKING_OPS.length + WORKING_OPS.indexOf(op), 0);
}
