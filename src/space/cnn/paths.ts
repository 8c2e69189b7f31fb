import type { Cell } from './cells';
import { CELL_OPS, type CellOp, type OpKind } from './ops';

/** Statistics of the paths from one input of a cell to its output. */
export interface PathStatistics {
  /** Number of paths, at least 1: every node leads to the output, and so does an input that no node reads. */
  readonly count: number;
  /** Longest, shortest and mean length, in the order of `PATH_MEASURES`. */
  readonly lengths: readonly (readonly [longest: number, shortest: number, mean: number])[];
}

/** Ways to measure the length of a path: the lengths of its operations are added. */
const PATH_MEASURES: readonly ((op: CellOp) => number)[] = [countOp, countConvolution, countPooling, widen];

const CONVOLUTIONS: readonly OpKind[] = ['convolution', 'separable', 'factorizedConv'];
const POOLINGS: readonly OpKind[] = ['avgPool', 'maxPool'];

function countOp(): number {
  return 1;
}

function countConvolution(op: CellOp): number {
  return CONVOLUTIONS.includes(CELL_OPS[op].kind) ? 1 : 0;
}

function countPooling(op: CellOp): number {
  return POOLINGS.includes(CELL_OPS[op].kind) ? 1 : 0;
}

/** Returns the pixels that an operation adds to the side of the receptive field. */
function widen(op: CellOp): number {
  const { kind, side } = CELL_OPS[op];
  return kind === 'separable' ? 2 * (side - 1) : side - 1; // a separable convolution is applied twice
}

/**
 * Computes the statistics of the paths from an input of a cell to its output. A path follows one branch of each node that it
 * passes, and ends at a loose end.
 *
 * @param input 0 or 1
 */
export function measurePaths(cell: Cell, input: 0 | 1): PathStatistics {
  const extents = PATH_MEASURES.map((measure) => measureExtent(cell, input, measure));
  return {
    count: extents[0].count,
    lengths: extents.map(({ count, longest, shortest, total }) => [longest, shortest, total / count]),
  };
}

/** Extent of a set of paths. */
interface Extent {
  readonly count: number;
  readonly longest: number;
  readonly shortest: number;
  /** Sum of the lengths. */
  readonly total: number;
}

const NO_PATHS: Extent = { count: 0, longest: -Infinity, shortest: Infinity, total: 0 };
const EMPTY_PATH: Extent = { count: 1, longest: 0, shortest: 0, total: 0 };

/** Visits each state once: the number of paths grows exponentially with the number of nodes. */
function measureExtent({ nodes, looseEnds }: Cell, input: 0 | 1, measure: (op: CellOp) => number): Extent {
  const states = [0, 1].map((state) => (state === input ? EMPTY_PATH : NO_PATHS));
  for (const { branches } of nodes) {
    states.push(unite(branches.map((branch) => extend(states[branch.input], measure(branch.op)))));
  }
  return unite(looseEnds.map((state) => states[state]));
}

function extend({ count, longest, shortest, total }: Extent, length: number): Extent {
  return { count, longest: longest + length, shortest: shortest + length, total: total + count * length };
}

function unite(extents: readonly Extent[]): Extent {
  return extents.reduce((all, { count, longest, shortest, total }) => ({
    count: all.count + count,
    longest: Math.max(all.longest, longest),
    shortest: Math.min(all.shortest, shortest),
    total: all.total + total,
  }));
}
