import { chooseDevice, describeTensor, type OutputGradients, type Tensor } from '../tensor';
import { intersectGuards, zerosIfDead } from './routing';

/** Concatenates tensors along `axis`. */
export function concat(parts: readonly Tensor[], axis: number): Tensor {
  const [first] = parts;
  if (parts.length === 1) return first;
  for (const part of parts) {
    const fits = part.shape.length === first.shape.length && part.dtype === first.dtype;
    if (!fits || part.shape.some((dim, i) => i !== axis && dim !== first.shape[i])) {
      throw new Error(`ConcatV2 of ${describeTensor(first)} and ${describeTensor(part)} along axis ${axis}`);
    }
  }
  const sizes = parts.map((part) => part.shape[axis]);
  const shape = first.shape.map((dim, i) => (i === axis ? sizes.reduce((a, b) => a + b) : dim));
  const graph = first.node.graph;
  return graph.add({
    op: 'ConcatV2',
    inputs: [...parts, graph.scalar(axis, 'int32')],
    attributes: { T: { type: first.dtype }, N: { int: parts.length }, Tidx: { type: 'int32' } },
    outputs: [{ shape, dtype: first.dtype }],
    gradient: ([dy]) => [...(dy ? split(dy, sizes, axis) : parts.map(() => null)), null],
    device: chooseDevice(first.dtype),
  }).outputs[0];
}

/** Splits x along `axis` into consecutive pieces of the given sizes. */
export function split(x: Tensor, sizes: readonly number[], axis: number): Tensor[] {
  if (sizes.reduce((a, b) => a + b, 0) !== x.shape[axis]) {
    throw new Error(`SplitV of ${describeTensor(x)} along axis ${axis} into sizes ${sizes.join(', ')}`);
  }
  if (sizes.length === 1) return [x];
  const graph = x.node.graph;
  const node = graph.add({
    op: 'SplitV',
    inputs: [x, graph.integers(sizes), graph.scalar(axis, 'int32')],
    attributes: { T: { type: x.dtype }, Tlen: { type: 'int32' }, num_split: { int: sizes.length } },
    outputs: sizes.map((size) => ({
      shape: x.shape.map((dim, i) => (i === axis ? size : dim)),
      dtype: x.dtype,
    })),
    gradient: (pieces) => [concat(alignLiveness(pieces, node.outputs), axis), null, null],
    device: chooseDevice(x.dtype),
  });
  return [...node.outputs];
}

/**
 * Gives the gradients of the pieces of one tensor a common guard, so that they can be joined. A piece without
 * a gradient gets zeros. If all gradients are dead in a run, the whole is dead.
 */
export function alignLiveness(gradients: OutputGradients, pieces: readonly Tensor[]): Tensor[] {
  const present = gradients.filter((each) => each !== null);
  const outer = intersectGuards(present.map((each) => each.guard));
  return gradients.map((each, i) =>
    each === null
      ? pieces[i].node.graph.constant([0], pieces[i].shape, pieces[i].dtype)
      : zerosIfDead(each, outer),
  );
}
