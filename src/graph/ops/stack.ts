import { describe, sameShape, type Tensor } from '../tensor';
import { allAlive } from './concat';

/** Tensors of one shape along a new first axis. */
export function stack(slices: readonly Tensor[]): Tensor {
  const [first] = slices;
  for (const slice of slices) {
    if (!sameShape(slice.shape, first.shape) || slice.dtype !== first.dtype) {
      throw new Error(`Pack of ${describe(first)} and ${describe(slice)}: all must be alike`);
    }
  }
  return first.node.graph.add({
    op: 'Pack',
    inputs: slices,
    attributes: { T: { type: first.dtype }, N: { int: slices.length }, axis: { int: 0 } },
    outputs: [{ shape: [slices.length, ...first.shape], dtype: first.dtype }],
    gradient: ([dy]) => (dy ? unstack(dy) : slices.map(() => null)),
    device: first.dtype === 'int32' ? 'cpu' : 'any',
  }).outputs[0];
}

/** The slices of x along its first axis, which vanishes. */
export function unstack(x: Tensor): Tensor[] {
  const [count, ...shape] = x.shape;
  const node = x.node.graph.add({
    op: 'Unpack',
    inputs: [x],
    attributes: { T: { type: x.dtype }, num: { int: count }, axis: { int: 0 } },
    outputs: Array.from({ length: count }, () => ({ shape, dtype: x.dtype })),
    gradient: (slices) => [stack(allAlive(slices, node.outputs))],
    device: x.dtype === 'int32' || x.dtype === 'bool' ? 'cpu' : 'any',
  });
  return [...node.outputs];
}
