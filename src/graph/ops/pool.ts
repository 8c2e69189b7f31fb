import { describeTensor, type Shape, type Tensor } from '../tensor';
import { mul } from './mul';
import { type Padding, windowAttributes, windowShape } from './pooling-window';
import { reshape } from './reshape';

/**
 * Returns the maximum of windows of `side` by `side`, with SAME padding: [batch, height, width, channels]. Among equal pixels the gradient
 * goes to one.
 */
export function maxPool(x: Tensor, side: number, stride: number): Tensor {
  const isFasterByLines = stride === 1 && x.node.graph.target === 'cpu-avx2' && x.shape[3] % VECTOR !== 0;
  return isFasterByLines ? maxPoolByLines(x, side) : maxOfWindows(x, [side, side], stride);
}

/** Numbers in a vector of AVX2. */
const VECTOR = 8;

/**
 * Returns the maximum over the columns of each row, then over the rows: half the time, with gradient, where channels do not fill vectors.
 * Over rows alone, neighboring pixels count as one with more channels, which fill them.
 */
function maxPoolByLines(x: Tensor, side: number): Tensor {
  const [batch, height, width, channels] = x.shape;
  const ofRows = maxOfWindows(x, [1, side], 1);
  const together = [2, 4].find((pixels) => (pixels * channels) % VECTOR === 0) ?? VECTOR;
  if (width % together !== 0) return maxOfWindows(ofRows, [side, 1], 1);
  const merged = reshape(ofRows, [batch, height, width / together, channels * together]);
  return reshape(maxOfWindows(merged, [side, 1], 1), x.shape);
}

/** Returns the maximum of windows of the given sides, [down, across]. */
function maxOfWindows(x: Tensor, [down, across]: readonly [number, number], stride: number): Tensor {
  const graph = x.node.graph;
  const attributes = { ...windowAttributes(stride), ksize: { ints: [1, down, across, 1] } };
  const y: Tensor = graph.add({
    op: 'MaxPool',
    inputs: [x],
    attributes,
    outputs: [{ shape: windowShape('MaxPool', x, stride, x.shape[3]), dtype: x.dtype }],
    gradient: ([dy]) => [
      dy &&
        graph.add({
          op: 'MaxPoolGrad',
          inputs: [x, y, dy],
          attributes,
          outputs: [{ shape: x.shape, dtype: x.dtype }],
        }).outputs[0],
    ],
  }).outputs[0];
  return y;
}

/**
 * Returns the mean of windows of `side` by `side`: [batch, height, width, channels]. SAME padding does not
 * count into the mean.
 */
export function averagePool(x: Tensor, side: number, stride: number, padding: Padding = 'SAME'): Tensor {
  const graph = x.node.graph;
  const attributes = { ...windowAttributes(stride, padding), ksize: { ints: [1, side, side, 1] } };
  return graph.add({
    op: 'AvgPool',
    inputs: [x],
    attributes,
    outputs: [{ shape: computeAveragePoolShape(x, side, stride, padding), dtype: x.dtype }],
    gradient: ([dy]) => {
      if (!dy) return [null];
      if (graph.target !== 'gpu' && stride === 1 && side % 2 === 1 && padding === 'SAME')
        return [spreadMeans(dy, side)];
      const dx = graph.add({
        op: 'AvgPoolGrad',
        inputs: [graph.integers(x.shape), dy],
        attributes,
        outputs: [{ shape: x.shape, dtype: x.dtype }],
      });
      return [dx.outputs[0]];
    },
  }).outputs[0];
}

/**
 * Returns the gradient of a mean of stride 1. The window around a pixel has the pixels whose windows contain it, so that this is
 * a mean as well: `counts * mean(dy / counts)`. The two products and the mean take half the time of AvgPoolGrad on a
 * CPU.
 */
function spreadMeans(dy: Tensor, side: number): Tensor {
  const { graph } = dy.node;
  const [, height, width] = dy.shape;
  const rows = countPixels(height, side);
  const columns = countPixels(width, side);
  const counts = rows.flatMap((row) => columns.map((column) => row * column));
  const shape = [1, height, width, 1];
  const shares = graph.constant(
    counts.map((count) => 1 / count),
    shape,
  );
  return mul(averagePool(mul(dy, shares), side, 1), graph.constant(counts, shape));
}

/** Returns how many pixels of a line the window around each has, without padding. */
function countPixels(length: number, side: number): number[] {
  const margin = (side - 1) / 2;
  return Array.from({ length }, (_, i) => Math.min(i + margin, length - 1) - Math.max(i - margin, 0) + 1);
}

function computeAveragePoolShape(x: Tensor, side: number, stride: number, padding: Padding): Shape {
  if (padding === 'SAME') return windowShape('AvgPool', x, stride, x.shape[3]);
  const [batch, height, width, channels] = x.shape;
  if (height < side || width < side)
    throw new Error(
      `AvgPool of ${describeTensor(x)}: the images are smaller than the ${side}x${side} window`,
    );
  const countWindows = (length: number) => Math.floor((length - side) / stride) + 1;
  return [batch, countWindows(height), countWindows(width), channels];
}
