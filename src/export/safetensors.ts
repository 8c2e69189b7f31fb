import type { Shape } from '../graph/tensor';

/** A tensor of a safetensors file, with its values in row-major order. */
export interface NamedTensor {
  readonly name: string;
  readonly shape: Shape;
  readonly values: Float32Array;
}

const BYTES_PER_VALUE = 4;

/**
 * Encodes tensors in the format safetensors: the length of the header as a 64-bit integer, a JSON header, all values.
 * Everything is little-endian, as are the machines that nao runs on.
 */
export function encodeSafetensors(tensors: readonly NamedTensor[]): Uint8Array {
  let end = 0;
  const entries = tensors.map(({ name, shape, values }) => {
    const start = end;
    end += BYTES_PER_VALUE * values.length;
    return [name, { dtype: 'F32', shape, data_offsets: [start, end] }] as const;
  });
  const json = JSON.stringify({ __metadata__: { format: 'pt' }, ...Object.fromEntries(entries) });
  // Spaces align the values.
  const header = Buffer.from(json.padEnd(8 * Math.ceil(json.length / 8)));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  const data = tensors.map(({ values }) => Buffer.from(values.buffer, values.byteOffset, values.byteLength));
  return Buffer.concat([length, header, ...data]);
}

/** Permutes the axes of a tensor: axis i of the result is axis `order[i]` of the tensor. */
export function permute({ name, shape, values }: NamedTensor, order: readonly number[]): NamedTensor {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, dim) => product * dim, 1));
  const permuted = order.map((axis) => shape[axis]);
  const result = new Float32Array(values.length);
  const index = permuted.map(() => 0);
  for (let i = 0; i < result.length; i++) {
    result[i] = values[index.reduce((sum, each, axis) => sum + each * strides[order[axis]], 0)];
    for (let axis = index.length - 1; axis >= 0 && ++index[axis] === permuted[axis]; axis--) index[axis] = 0;
  }
  return { name, shape: permuted, values: result };
}
