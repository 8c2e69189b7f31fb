import { describeTensor, type Tensor } from '../tensor';

/**
 * Returns the four bytes of each int32: [...] -> uint8 [..., 4]. 8-bit data is fed this way: tfjs has no
 * uint8.
 */
export function bitcastToUint8(x: Tensor): Tensor {
  if (x.dtype !== 'int32') throw new Error(`Bitcast takes int32, got ${describeTensor(x)}`);
  return x.node.graph.add({
    op: 'Bitcast',
    inputs: [x],
    attributes: { T: { type: 'int32' }, type: { type: 'uint8' } },
    outputs: [{ shape: [...x.shape, 4], dtype: 'uint8' }],
    gradient: null,
    device: 'cpu',
  }).outputs[0];
}
