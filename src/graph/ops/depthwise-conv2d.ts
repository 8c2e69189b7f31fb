import { type Attribute, describeTensor, type Tensor } from '../tensor';
import { convolution } from './convolution';

/**
 * A convolution of each channel by itself, SAME padding.
 *
 * @param x [batch, height, width, channels]
 * @param filter [side, side, channels, 1]
 */
export function depthwiseConv2d(x: Tensor, filter: Tensor, stride = 1): Tensor {
  if (filter.shape.length !== 4 || filter.shape[2] !== x.shape[3] || filter.shape[3] !== 1) {
    throw new Error(`DepthwiseConv2dNative of ${describeTensor(x)} with filter ${describeTensor(filter)}`);
  }
  const filterGradient = filterGradientPadding(filter, stride);
  return convolution('DepthwiseConv2dNative', x, filter, stride, x.shape[3], filterGradient);
}

/**
 * For filters of 5x5 and more, oneDNN computes the filter's gradient as if it were a dense convolution. The same padding
 * spelt out keeps TensorFlow's own kernel, 1.5 to 1.9 times as quick where channels fill its vectors (docs/benchmarks.md).
 */
function filterGradientPadding(filter: Tensor, stride: number): Record<string, Attribute> {
  const [side, , channels] = filter.shape;
  if (stride !== 1 || side < 5 || side % 2 === 0 || channels % 8 !== 0) return {};
  const margin = (side - 1) / 2;
  return {
    padding: { string: 'EXPLICIT' },
    explicit_paddings: { ints: [0, 0, margin, margin, margin, margin, 0, 0] },
  };
}
