import type { Architecture } from '../space';

export interface RnnNode {
  /** The node that is read, 0-based and earlier; undefined for node 0, which reads the word and the last hidden state. */
  readonly previous: number | undefined;
  readonly activation: RnnActivation;
}

/** A recurrent cell: a tree of nodes with node 0 as its root. */
export interface RnnCell {
  readonly nodes: readonly RnnNode[];
  /** Nodes that no other reads, ascending: the paper averages them to the hidden state. The last node is always one. */
  readonly looseEnds: readonly number[];
}

/**
 * The cell of a valid architecture of the RNN space.
 *
 * @param architecture node 0's activation, then `previous activation` of each later node
 */
export function toRnnCell(architecture: Architecture): RnnCell {
  const nodes: RnnNode[] = [{ previous: undefined, activation: RNN_ACTIVATIONS[architecture[0]] }];
  for (let i = 1; i < architecture.length; i += 2) {
    nodes.push({ previous: architecture[i], activation: RNN_ACTIVATIONS[architecture[i + 1]] });
  }
  const read = new Set(nodes.map(({ previous }) => previous));
  return { nodes, looseEnds: [...nodes.keys()].filter((node) => !read.has(node)) };
}

/** The node that a node from 1 on reads. @throws Error for one that reads none */
export function getPreviousNode({ nodes }: RnnCell, node: number): number {
  const { previous } = nodes[node];
  if (previous === undefined) throw new Error(`node ${node} of the cell reads no earlier node`);
  return previous;
}

/**
 * The activations of the RNN space in the numbering of published cells: an activation's place in this list is its number
 * in the text form. Networks build them from tables of type `Record<RnnActivation, ...>`, so that a missing one does not
 * compile.
 */
export const RNN_ACTIVATIONS = ['tanh', 'relu', 'sigmoid', 'identity'] as const;

export type RnnActivation = (typeof RNN_ACTIVATIONS)[number];
