import type { Architecture } from '../space';
import { RNN_ACTIVATIONS, type RnnActivation, toRnnCell } from './cells';

/** A node of a recurrent cell, which is a tree: each node but node 0 reads one other. */
export interface TreeNode {
  readonly activation: RnnActivation;
  /** The node that it reads; undefined for node 0. */
  readonly previous: TreeNode | undefined;
  /** Edges from node 0. */
  readonly depth: number;
  /** Count of each activation on the path from node 0, both ends included. */
  readonly onPath: readonly number[];
  /** Number of nodes that read it. */
  readonly readers: number;
}

/** Returns the nodes of a cell in their order. */
export function listTreeNodes(architecture: Architecture): TreeNode[] {
  const { nodes } = toRnnCell(architecture);
  const traced: TreeNode[] = [];
  for (const [number, { previous, activation }] of nodes.entries()) {
    const parent = previous === undefined ? undefined : traced[previous];
    const above = parent?.onPath ?? RNN_ACTIVATIONS.map(() => 0);
    traced.push({
      activation,
      previous: parent,
      depth: parent === undefined ? 0 : parent.depth + 1,
      onPath: RNN_ACTIVATIONS.map((other, i) => above[i] + (other === activation ? 1 : 0)),
      readers: nodes.filter((reader) => reader.previous === number).length,
    });
  }
  return traced;
}
