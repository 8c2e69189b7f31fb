import type { ChannelStatistics } from '../data/images/channel-statistics';
import {
  add,
  cast,
  floor,
  gather,
  greaterEqual,
  less,
  maximum,
  minimum,
  mul,
  randomUniform,
  reshape,
  scale,
  split,
  sub,
} from '../graph/ops';
import type { Tensor } from '../graph/tensor';

/** Random changes of training images. */
export interface Augmentation {
  /** Zero padding around an image before a random crop of the original size; 0: no crop. */
  readonly cropPaddingPixels: number;
  /** Mirrors an image left to right with probability 1/2. */
  readonly horizontalFlip: boolean;
  /** Side of a randomly placed square that is set to zero (cutout: DeVries and Taylor, 2017); 0: none. */
  readonly cutoutPixels: number;
}

/** Scales 8-bit values to mean 0 and variance 1 in each channel: uint8 -> float32 [batch, height, width, channels]. */
export function normalizePixels(pixels: Tensor, { mean, std }: ChannelStatistics): Tensor {
  const graph = pixels.node.graph;
  const slopes = std.map((each) => 1 / (255 * each));
  const offsets = mean.map((each, i) => -each / std[i]);
  const slope = graph.constant(slopes, [std.length]);
  const offset = graph.constant(offsets, [mean.length]);
  return add(mul(cast(pixels, 'float32'), slope), offset);
}

/**
 * Crops, mirrors and cuts out at random, for each image independently. Pixels from outside the image are zero, which is
 * the mean color after `normalizePixels`.
 *
 * @param x [batch, height, width, channels]
 * @param seed int32 [2]
 */
export function augment(
  x: Tensor,
  { cropPaddingPixels, horizontalFlip: flip, cutoutPixels }: Augmentation,
  seed: Tensor,
): Tensor {
  if (cropPaddingPixels === 0 && !flip && cutoutPixels === 0) return x;
  const graph = x.node.graph;
  const [batch, height, width] = x.shape;
  // Five random numbers per image: shift down, shift right, mirror, hole's row, hole's column; each [batch, 1].
  const [down, right, mirror, holeRow, holeColumn] = split(
    randomUniform([batch, 5], seed),
    [1, 1, 1, 1, 1],
    1,
  );
  let rows = createRange(x, height);
  let columns = createRange(x, width);
  if (flip) {
    // 1 with probability 1/2: column c becomes width - 1 - c.
    const mirrored = floor(scale(mirror, 2));
    columns = add(mul(columns, sub(graph.scalar(1), scale(mirrored, 2))), scale(mirrored, width - 1));
  }
  if (cropPaddingPixels > 0) {
    rows = add(rows, sampleShift(down, cropPaddingPixels));
    columns = add(columns, sampleShift(right, cropPaddingPixels));
  }
  let image = gather(x, clampToIndices(rows, height), 1, 1);
  image = gather(image, clampToIndices(columns, width), 2, 1);
  const rowsInside = mul(isAtLeast(rows, 0), isBelow(rows, height));
  const columnsInside = mul(isAtLeast(columns, 0), isBelow(columns, width));
  let visible = outer(rowsInside, columnsInside);
  if (cutoutPixels > 0) {
    const holeRows = markSquare(createRange(x, height), holeRow, height, cutoutPixels);
    const holeColumns = markSquare(createRange(x, width), holeColumn, width, cutoutPixels);
    visible = mul(visible, sub(graph.scalar(1), outer(holeRows, holeColumns)));
  }
  return mul(image, reshape(visible, [batch, height, width, 1]));
}

/** Returns 0, 1, ..., length - 1 for each image: [batch, length]. */
function createRange(x: Tensor, length: number): Tensor {
  const [batch] = x.shape;
  const graph = x.node.graph;
  const indices = Array.from({ length }, (_, i) => i);
  return add(graph.constant(indices, [1, length]), graph.constant([0], [batch, 1]));
}

/** Maps uniform numbers to whole pixels in [-padding, padding]: [batch, 1]. */
function sampleShift(uniform: Tensor, padding: number): Tensor {
  return sub(floor(scale(uniform, 2 * padding + 1)), uniform.node.graph.scalar(padding));
}

/** Converts positions to indices, clamping those outside the image to its edge. */
function clampToIndices(positions: Tensor, length: number): Tensor {
  const graph = positions.node.graph;
  return cast(minimum(maximum(positions, graph.scalar(0)), graph.scalar(length - 1)), 'int32');
}

/** Returns 1 within `side` pixels around a random center, 0 elsewhere: [batch, length]. */
function markSquare(positions: Tensor, uniform: Tensor, length: number, side: number): Tensor {
  const center = floor(scale(uniform, length));
  const offset = add(sub(positions, center), positions.node.graph.scalar(Math.floor(side / 2)));
  return mul(isAtLeast(offset, 0), isBelow(offset, side));
}

function isAtLeast(positions: Tensor, bound: number): Tensor {
  return cast(greaterEqual(positions, positions.node.graph.scalar(bound)), 'float32');
}

function isBelow(positions: Tensor, bound: number): Tensor {
  return cast(less(positions, positions.node.graph.scalar(bound)), 'float32');
}

/** Outer product for each image: [batch, height] and [batch, width] -> [batch, height, width]. */
function outer(rows: Tensor, columns: Tensor): Tensor {
  const [batch, height] = rows.shape;
  return mul(reshape(rows, [batch, height, 1]), reshape(columns, [batch, 1, columns.shape[1]]));
}
