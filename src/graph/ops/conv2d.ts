import { describeTensor, type Tensor } from '../tensor';
import { convolution } from './convolution';
import type { Stride } from './pooling-window';

/**
 * Convolves images with SAME padding.
 *
 * @param x [batch, height, width, channelsIn]
 * @param filter [height, width, channelsIn, channelsOut]
 */
export function conv2d(x: Tensor, filter: Tensor, stride: Stride = 1): Tensor {
  if (filter.shape.length !== 4 || filter.shape[2] !== x.shape[3]) {
    throw new Error(`Conv2D of ${describeTensor(x)} with filter ${describeTensor(filter)}`);
  }
  return convolution('Conv2D', x, filter, stride, filter.shape[3]);
}
