import type { Architecture, Space } from '../space';
import { type CellOp, CNN_OPS, type CnnOp } from './ops';

/** One of a node's two branches: an operation applied to an earlier state. */
export interface Branch<Op extends CellOp = CellOp> {
  /** The state that is read: 0 and 1 are the cell's inputs, state i + 2 is the output of `nodes[i]`. */
  readonly input: number;
  readonly op: Op;
}

/** A node's output is the sum of its two branches. */
export interface CellNode<Op extends CellOp = CellOp> {
  readonly branches: readonly [Branch<Op>, Branch<Op>];
}

export interface Cell<Op extends CellOp = CellOp> {
  readonly nodes: readonly CellNode<Op>[];
  /**
   * States (0 to nodes + 1, ascending) that no branch reads. Together they make the cell's output; inputs that nobody
   * reads count as well. Never empty: the last node is always one.
   */
  readonly looseEnds: readonly number[];
}

/** A network's two kinds of cell. */
export interface CnnCells<Op extends CellOp = CellOp> {
  readonly normal: Cell<Op>;
  readonly reduction: Cell<Op>;
}

/**
 * How the states that nobody reads make a cell's output: side by side, as in the papers' networks (NAO, section 3.1), where
 * the cells that read them bring them to their own channels; or each by a 1x1 convolution into a sum, as in the supernet,
 * whose graph has a place for every state.
 */
export const CELL_OUTPUTS = ['concatenated', 'projected'] as const;
export type CellOutput = (typeof CELL_OUTPUTS)[number];

/** The cells of an architecture of the weight-sharing space. */
export type SupernetCells = CnnCells<CnnOp>;

/** A space whose architectures are a normal and a reduction cell, which `src/child` trains. */
export interface CnnSpace extends Space {
  /** B, nodes per cell. */
  readonly nodes: number;
  cells(architecture: Architecture): CnnCells;
}

/** Whether a space's architectures are a normal and a reduction cell. */
export function isCnnSpace(space: Space): space is CnnSpace {
  return 'cells' in space;
}

/** Integers per node in the text form: `input op` for each of two branches. */
export const INTEGERS_PER_NODE = 4;

/**
 * The two cells of a valid architecture of the weight-sharing CNN space.
 *
 * @param architecture 8 integers per node: the normal cell, then the reduction cell
 */
export function toCnnCells(architecture: Architecture): SupernetCells {
  const branches: Branch<CnnOp>[] = [];
  for (let i = 0; i < architecture.length; i += 2) {
    branches.push({ input: architecture[i], op: CNN_OPS[architecture[i + 1]] });
  }
  return buildCnnCells(branches);
}

/** Cells of branches in the order of a text: two a node, the normal cell's before the reduction cell's. */
export function buildCnnCells<Op extends CellOp>(branches: readonly Branch<Op>[]): CnnCells<Op> {
  const half = branches.length / 2;
  return { normal: buildCell(branches.slice(0, half)), reduction: buildCell(branches.slice(half)) };
}

function buildCell<Op extends CellOp>(branches: readonly Branch<Op>[]): Cell<Op> {
  const nodes = Array.from({ length: branches.length / 2 }, (_, node): CellNode<Op> => {
    return { branches: [branches[2 * node], branches[2 * node + 1]] };
  });
  const read = new Set(branches.map((branch) => branch.input));
  const states = Array.from({ length: nodes.length + 2 }, (_, state) => state);
  return { nodes, looseEnds: states.filter((state) => !read.has(state)) };
}
