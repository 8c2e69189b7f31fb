import { describeTensor, type Tensor } from '../tensor';
import { sum } from './broadcast-sum';

/**
 * Adds a bias to each channel. Unlike `add`, oneDNN does this within the convolution that x comes from.
 *
 * @param x [batch, height, width, channels]
 * @param bias [channels]
 */
export function biasAdd(x: Tensor, bias: Tensor): Tensor {
  if (x.shape.length !== 4 || bias.shape.join() !== String(x.shape[3])) {
    throw new Error(`BiasAdd of ${describeTensor(x)} and ${describeTensor(bias)}`);
  }
  return x.node.graph.add({
    op: 'BiasAdd',
    inputs: [x, bias],
    attributes: { T: { type: x.dtype }, data_format: { string: 'NHWC' } },
    outputs: [{ shape: x.shape, dtype: x.dtype }],
    gradient: ([dy]) => (dy ? [dy, sum(dy, [0, 1, 2])] : [null, null]),
  }).outputs[0];
}
