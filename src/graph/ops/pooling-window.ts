import { type Attribute, describeTensor, type Shape, type Tensor } from '../tensor';

/** Returns the output size along one axis with SAME padding. */
export function computeSameSize(size: number, stride: number): number {
  return Math.ceil(size / stride);
}

/** Returns the pixels that SAME padding adds before and after one axis; with an odd number, one more after it. */
export function samePadding(size: number, side: number, stride: number): readonly [number, number] {
  const total = Math.max(0, (computeSameSize(size, stride) - 1) * stride + side - size);
  const before = Math.floor(total / 2);
  return [before, total - before];
}

/** Pixels from window to window: one number for both axes, or [down, across]. */
export type Stride = number | readonly [number, number];

function toStridePair(stride: Stride): readonly [number, number] {
  return typeof stride === 'number' ? [stride, stride] : stride;
}

/**
 * SAME: windows may extend over the edge, which is padded with zeros. VALID: windows lie inside the image.
 */
export type Padding = 'SAME' | 'VALID';

/** Returns the attributes of an op that slides a window over images `[batch, height, width, channels]`. */
export function windowAttributes(stride: Stride, padding: Padding = 'SAME'): Record<string, Attribute> {
  return {
    T: { type: 'float32' },
    strides: { ints: [1, ...toStridePair(stride), 1] },
    padding: { string: padding },
    data_format: { string: 'NHWC' },
  };
}

/**
 * Returns the output shape with SAME padding:
 * [batch, height, width, channels] -> [batch, height / stride, width / stride, channelsOut], rounded up.
 */
export function windowShape(op: string, x: Tensor, stride: Stride, channelsOut: number): Shape {
  if (x.shape.length !== 4)
    throw new Error(`${op} takes images [batch, height, width, channels], got ${describeTensor(x)}`);
  const [batch, height, width] = x.shape;
  const [down, across] = toStridePair(stride);
  return [batch, computeSameSize(height, down), computeSameSize(width, across), channelsOut];
}
