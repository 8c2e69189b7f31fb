import { describeTensor, type Tensor } from '../tensor';
import { convolution } from './convolution';
import { averagePool } from './pool';
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
  const [height, width] = filter.shape;
  if (height === 1 && width === 1 && typeof stride === 'number' && stride > 1) {
    // On processors with AVX2, oneDNN's gradient of a 1x1 filter with a stride is wrong by 25 to 50 % in some shapes.
    return conv2d(averagePool(x, 1, stride), filter);
  }
  return convolution('Conv2D', x, filter, stride, filter.shape[3]);
}
