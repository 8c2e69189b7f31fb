import type { DType, Tensor } from '../tensor';

/** Converts x to another dtype. No gradient: only float32 is differentiated. */
export function cast(x: Tensor, dtype: DType): Tensor {
  return x.node.graph.add({
    op: 'Cast',
    inputs: [x],
    attributes: { SrcT: { type: x.dtype }, DstT: { type: dtype }, Truncate: { bool: false } },
    outputs: [{ shape: x.shape, dtype }],
    gradient: null,
  }).outputs[0];
}
