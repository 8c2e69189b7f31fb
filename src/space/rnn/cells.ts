import type { Architecture } from '../space';

/** A node: an activation applied to an earlier node. */
export interface RnnNode {
  /** The earlier node that it reads, 0-based; undefined for node 0, which reads the word and the last hidden state. */
  readonly previous: number | undefined;
  readonly activation: RnnActivation;
}

/** A recurrent cell: a tree of nodes with root node 0. */
export interface RnnCell {
  readonly nodes: readonly RnnNode[];
  /** The loose ends (ENAS): nodes that no other node reads, ascending. Their average is the hidden state. Never empty. */
  readonly looseEnds: readonly number[];
}

/**
 * Builds the cell of a valid architecture of the RNN space.
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

/** Returns the node that `node` reads. @throws Error if `node` is 0 */
export function getPreviousNode({ nodes }: RnnCell, node: number): number {
  const { previous } = nodes[node];
  if (previous === undefined) throw new Error(`node ${node} of the cell reads no earlier node`);
  return previous;
}

/**
 * The activations of the RNN space, numbered as in published cells: an activation's index is its number in the text form.
 * Networks build them from tables of type `Record<RnnActivation, ...>`, so that a missing one does not compile.
 */
export const RNN_ACTIVATIONS = ['tanh', 'relu', 'sigmoid', 'identity'] as const;

export type RnnActivation = (typeof RNN_ACTIVATIONS)[number];
