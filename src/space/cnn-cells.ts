import type { Architecture } from './space';
import { CNN_OPS, type CnnOp } from './cnn-ops';

/** One of a node's two branches: an operation applied to an earlier state. */
export interface Branch {
  /** The state that is read: 0 and 1 are the cell's inputs, state i + 2 is the output of `nodes[i]`. */
  readonly input: number;
  readonly op: CnnOp;
}

/** A node's output is the sum of its two branches. */
export interface CellNode {
  readonly branches: readonly [Branch, Branch];
}

export interface Cell {
  readonly nodes: readonly CellNode[];
  /**
   * States (0 to nodes + 1, ascending) that no branch reads. Together they make the cell's output; inputs that nobody
   * reads count as well. Never empty: the last node is always one.
   */
  readonly loose: readonly number[];
}

/** A network's two kinds of cell. */
export interface CnnCells {
  readonly normal: Cell;
  readonly reduction: Cell;
}

/** Integers per node in the text form: `input op` for each of two branches. */
export const INTEGERS_PER_NODE = 4;

/**
 * The two cells of a valid architecture of the CNN space.
 *
 * @param architecture 8 integers per node: the normal cell, then the reduction cell
 */
export function cnnCells(architecture: Architecture): CnnCells {
  const half = architecture.length / 2;
  return { normal: cellOf(architecture.slice(0, half)), reduction: cellOf(architecture.slice(half)) };
}

function cellOf(integers: readonly number[]): Cell {
  const nodes: CellNode[] = [];
  for (let i = 0; i < integers.length; i += INTEGERS_PER_NODE) {
    const [input1, op1, input2, op2] = integers.slice(i, i + INTEGERS_PER_NODE);
    nodes.push({
      branches: [
        { input: input1, op: CNN_OPS[op1] },
        { input: input2, op: CNN_OPS[op2] },
      ],
    });
  }
  const read = new Set(nodes.flatMap((node) => node.branches.map((branch) => branch.input)));
  const states = Array.from({ length: nodes.length + 2 }, (_, state) => state);
  return { nodes, loose: states.filter((state) => !read.has(state)) };
}
