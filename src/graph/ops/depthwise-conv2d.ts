import { type Attribute, describeTensor, type Tensor } from '../tensor';
import { add } from './add';
import { concat, split } from './concat-split';
import { addFilterGradient, convolution } from './convolution';
import { samePadding, windowAttributes } from './pooling-window';
import { reshape } from './reshape';

const OP = 'DepthwiseConv2dNative';

/**
 * Convolves each channel with its own filter, with SAME padding.
 *
 * @param x [batch, height, width, channels]
 * @param filter [side, side, channels, 1]
 */
export function depthwiseConv2d(x: Tensor, filter: Tensor, stride = 1): Tensor {
  if (filter.shape.length !== 4 || filter.shape[2] !== x.shape[3] || filter.shape[3] !== 1) {
    throw new Error(`${OP} of ${describeTensor(x)} with filter ${describeTensor(filter)}`);
  }
  const [height, width] = filter.shape;
  const [, , imageWidth] = x.shape;
  const attributes = windowAttributes(stride);
  return convolution(OP, x, filter, stride, x.shape[3], (dy) => {
    if (x.node.graph.target === 'gpu') return addFilterGradient(OP, x, filter.shape, dy, attributes);
    const hasPairs = imageWidth % 2 === 0 && imageWidth > width;
    if (height === 5 && width === 5 && stride === 1 && hasPairs) return fiveColumnGradient(x, dy);
    const padding = prefersTensorFlowKernel(x, filter, stride) ? explicitPadding(x, filter, stride) : {};
    return addFilterGradient(OP, x, filter.shape, dy, { ...attributes, ...padding });
  });
}

/**
 * Returns the gradient of a 5x5 filter as those of two 5x3 filters. oneDNN has a fast kernel for three columns, and computes
 * five as a dense convolution, which takes 3 to 5 times as long (docs/lab-notebook.md). The first filter has the columns in the
 * middle. For the second, each two pixels of a row are one pixel of twice the channels: its columns are two pixels apart, so
 * that its outer columns are those of the 5x5 filter, for even and for odd pixels.
 */
function fiveColumnGradient(x: Tensor, dy: Tensor): Tensor {
  const [batch, height, width, channels] = x.shape;
  const attributes = windowAttributes(1);
  const pairs = [batch, height, width / 2, 2 * channels];
  const middle = addFilterGradient(OP, x, [5, 3, channels, 1], dy, attributes);
  const ofPairs = addFilterGradient(
    OP,
    reshape(x, pairs),
    [5, 3, 2 * channels, 1],
    reshape(dy, pairs),
    attributes,
  );
  const [even, odd] = split(ofPairs, [channels, channels], 2);
  const [first, , last] = split(add(even, odd), [1, 1, 1], 1);
  return concat([first, middle, last], 1);
}

/**
 * Returns whether TensorFlow's own kernel computes the filter's gradient faster than oneDNN's (docs/lab-notebook.md): 5 to 20 times
 * as fast for filters larger than the image, and 1.5 to 1.9 times for filters of 5x5 and larger if the channels fill its vectors.
 */
function prefersTensorFlowKernel(x: Tensor, filter: Tensor, stride: number): boolean {
  const [side, , channels] = filter.shape;
  const [, height, width] = x.shape;
  if (side > Math.min(height, width)) return true;
  return stride === 1 && side >= 5 && channels % 8 === 0;
}

/** Returns explicit padding for the filter's gradient, equal to SAME. It selects TensorFlow's own kernel. */
function explicitPadding(x: Tensor, filter: Tensor, stride: number): Record<string, Attribute> {
  const margins = [0, 1].flatMap((axis) => samePadding(x.shape[1 + axis], filter.shape[axis], stride));
  return {
    padding: { string: 'EXPLICIT' },
    explicit_paddings: { ints: [0, 0, ...margins, 0, 0] },
  };
}
