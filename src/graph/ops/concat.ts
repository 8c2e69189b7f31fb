import { commonTests, orZeros } from '../guards';
import { describe, deviceOf, type OutputGradients, type Tensor } from '../tensor';

/** Tensors one after the other along `axis`. */
export function concat(parts: readonly Tensor[], axis: number): Tensor {
  const [first] = parts;
  if (parts.length === 1) return first;
  for (const part of parts) {
    const fits = part.shape.length === first.shape.length && part.dtype === first.dtype;
    if (!fits || part.shape.some((side, i) => i !== axis && side !== first.shape[i])) {
      throw new Error(`ConcatV2 of ${describe(first)} and ${describe(part)} along axis ${axis}`);
    }
  }
  const sides = parts.map((part) => part.shape[axis]);
  const shape = first.shape.map((side, i) => (i === axis ? sides.reduce((a, b) => a + b) : side));
  const graph = first.node.graph;
  return graph.add({
    op: 'ConcatV2',
    inputs: [...parts, graph.scalar(axis, 'int32')],
    attributes: { T: { type: first.dtype }, N: { int: parts.length }, Tidx: { type: 'int32' } },
    outputs: [{ shape, dtype: first.dtype }],
    gradient: ([dy]) => [...(dy ? split(dy, sides, axis) : parts.map(() => null)), null],
    device: deviceOf(first.dtype),
  }).outputs[0];
}

/** Pieces of the given sides along `axis`, one after the other. */
export function split(x: Tensor, sides: readonly number[], axis: number): Tensor[] {
  if (sides.reduce((a, b) => a + b, 0) !== x.shape[axis]) {
    throw new Error(`SplitV of ${describe(x)} along axis ${axis} into sides ${sides.join(', ')}`);
  }
  if (sides.length === 1) return [x];
  const graph = x.node.graph;
  const node = graph.add({
    op: 'SplitV',
    inputs: [x, graph.integers(sides), graph.scalar(axis, 'int32')],
    attributes: { T: { type: x.dtype }, Tlen: { type: 'int32' }, num_split: { int: sides.length } },
    outputs: sides.map((piece) => ({
      shape: x.shape.map((side, i) => (i === axis ? piece : side)),
      dtype: x.dtype,
    })),
    gradient: (pieces) => [concat(allAlive(pieces, node.outputs), axis), null, null],
    device: deviceOf(x.dtype),
  });
  return [...node.outputs];
}

/**
 * The gradients of several pieces of one tensor, made equally alive, so that they can be put together: zeros stand for
 * a piece that nothing flows back to. If all pieces are dead in a run, so is the whole.
 */
export function allAlive(gradients: OutputGradients, pieces: readonly Tensor[]): Tensor[] {
  const known = gradients.filter((each) => each !== null);
  const outer = commonTests(known.map((each) => each.guard));
  return gradients.map((each, i) =>
    each === null
      ? pieces[i].node.graph.constant([0], pieces[i].shape, pieces[i].dtype)
      : orZeros(each, outer),
  );
}
