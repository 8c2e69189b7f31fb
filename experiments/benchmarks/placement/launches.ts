import type { PlainNode } from './nodes';

/** Ops on a GPU that pass a buffer or a handle on and start no kernel. */
const WITHOUT_LAUNCH = new Set([
  'Const',
  'Placeholder',
  'Identity',
  'IdentityN',
  'Switch',
  'Merge',
  'Reshape',
  'ExpandDims',
  'Squeeze',
  'NoOp',
  'VarHandleOp',
  'ReadVariableOp',
  'AssignVariableOp',
  'Bitcast',
  '_Arg',
  '_Retval',
]);

/** TensorFlow shares the buffer of a piece that begins at a multiple of this. */
const ALIGNMENT_BYTES = 64;

/** From this number of tensors on, ConcatV2 is one kernel; SplitV if there are more. */
const JOINED = 16;

const BYTES: Readonly<Record<string, number>> = {
  float32: 4,
  int32: 4,
  int64: 8,
  uint8: 1,
  bool: 1,
  bfloat16: 2,
};

/**
 * Counts the kernels that a node on a GPU starts, by the sources of TensorFlow 2.21. A call of cuDNN or cuBLAS counts as one,
 * and so does a reduction: what they start depends on shapes and hardware.
 */
export function countLaunches(node: PlainNode): number {
  if (WITHOUT_LAUNCH.has(node.op)) return 0;
  switch (node.op) {
    // concat_lib_gpu.cc: a copy per input if there are few.
    case 'ConcatV2':
      return joinTensors(node.inputs.length - 1);
    case 'Pack':
      return joinTensors(node.inputs.length);
    // split_v_op.cc: no copy if all pieces are aligned.
    case 'SplitV':
      if (node.axis === 0 && node.outputs.every(isAlignedPiece)) return 0;
      return node.outputs.length > JOINED ? 1 : node.outputs.length;
    // unpack_op.cc: a copy per output, unless they are aligned.
    case 'Unpack':
      return node.axis === 0 && isAligned(node.outputs[0]) ? 0 : node.outputs.length;
    // unsorted_segment_join: zeros, then the sums.
    case 'UnsortedSegmentSum':
      return 2;
    default:
      return 1;
  }
}

function joinTensors(count: number): number {
  return count < JOINED ? count : 1;
}

/** Returns whether a piece along the first axis is aligned: whole rows of it, or a whole vector. */
function isAlignedPiece({ dtype, shape }: PlainNode['outputs'][number]): boolean {
  return isAligned({ dtype, shape: shape.length > 1 ? shape.slice(1) : shape });
}

function isAligned({ dtype, shape }: PlainNode['outputs'][number]): boolean {
  const elements = shape.reduce((product, dim) => product * dim, 1);
  return (elements * (BYTES[dtype] ?? 4)) % ALIGNMENT_BYTES === 0;
}
