import type { GraphNode, Tensor } from '../tensor';

/** Returns x under a name to fetch it by, or x after the nodes `after` have run. */
export function identity(x: Tensor, options: { name?: string; after?: readonly GraphNode[] } = {}): Tensor {
  return x.node.graph.add({
    op: 'Identity',
    inputs: [x],
    control: options.after ?? [],
    attributes: { T: { type: x.dtype } },
    outputs: [{ shape: x.shape, dtype: x.dtype }],
    gradient: ([dy]) => [dy],
    ...(options.name === undefined ? {} : { name: options.name }),
    device: x.dtype === 'string' ? 'cpu' : 'any',
  }).outputs[0];
}
