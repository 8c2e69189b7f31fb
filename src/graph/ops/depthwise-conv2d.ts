import { type Attribute, describeTensor, type Tensor } from '../tensor';
import { convolution } from './convolution';

/**
 * Convolves each channel with its own filter, with SAME padding.
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
 * Returns explicit padding for the filter's gradient, equal to SAME. For filters of 5x5 and larger, oneDNN
 * computes that gradient as a dense convolution. Explicit padding selects TensorFlow's own kernel, which is
 * 1.5 to 1.9 times as fast if the channels fill its vectors (docs/lab-notebook.md).
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
