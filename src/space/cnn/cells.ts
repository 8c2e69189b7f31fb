import type { Architecture, Space } from '../space';
import { type CellOp, CNN_OPS, type CnnOp } from './ops';

/** One of a node's two branches: an operation applied to an earlier state. */
export interface Branch<Op extends CellOp = CellOp> {
  /** The input state: 0 and 1 are the cell's inputs, state i + 2 is the output of `nodes[i]`. */
  readonly input: number;
  readonly op: Op;
}

/** A node. Its output is the sum of its two branches. */
export interface CellNode<Op extends CellOp = CellOp> {
  readonly branches: readonly [Branch<Op>, Branch<Op>];
}

export interface Cell<Op extends CellOp = CellOp> {
  readonly nodes: readonly CellNode<Op>[];
  /**
   * The loose ends (ENAS): states that no branch reads, ascending, unread cell inputs included. Together they make the
   * cell's output. Never empty, because nothing reads the last node.
   */
  readonly looseEnds: readonly number[];
}

/** The two kinds of cell of a network. */
export interface CnnCells<Op extends CellOp = CellOp> {
  readonly normal: Cell<Op>;
  readonly reduction: Cell<Op>;
}

/**
 * Ways to combine a cell's loose ends into its output:
 *
 * - `concatenated`: along the channels, as in NAO (Luo et al. 2018, section 3.1). Each cell projects its inputs.
 * - `projected`: the sum of one 1x1 convolution per loose end, as in the supernet, whose shapes must be fixed.
 */
export const CELL_OUTPUTS = ['concatenated', 'projected'] as const;
export type CellOutput = (typeof CELL_OUTPUTS)[number];

/** The cells of an architecture of the weight-sharing space. */
export type SupernetCells = CnnCells<CnnOp>;

/** A space whose architectures are a normal and a reduction cell. `src/child` trains its networks. */
export interface CnnSpace extends Space {
  /** B, nodes per cell. */
  readonly nodes: number;
  cells(architecture: Architecture): CnnCells;
}

/** Returns true if a space's architectures are a normal and a reduction cell. */
export function isCnnSpace(space: Space): space is CnnSpace {
  return 'cells' in space;
}

/** Integers per node in the text form: `input op` for each of two branches. */
export const INTEGERS_PER_NODE = 4;

/**
 * Builds the two cells of a valid architecture of the weight-sharing CNN space.
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

/** Builds the two cells from branches in text order: two per node, the normal cell first. */
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

/**
 * Returns the state number of the node at a position of the text form. The node may read the states below it, so this is
 * also the number of its input choices.
 */
export function findState(position: number, nodes: number, integersPerNode: number): number {
  return (Math.floor(position / integersPerNode) % nodes) + 2;
}

/** Names the node at a position of the text form: `node 3 of the normal cell`. */
export function describeNode(position: number, nodes: number, integersPerNode: number): string {
  const cell = position < integersPerNode * nodes ? 'normal' : 'reduction';
  return `node ${findState(position, nodes, integersPerNode)} of the ${cell} cell`;
}
