import { type Attribute, describeTensor, type Shape, type Tensor } from '../tensor';

/** Output side of a window with SAME padding. */
export function computeSameSize(size: number, stride: number): number {
  return Math.ceil(size / stride);
}

/** Pixels from window to window, both ways alike or [down, across]. */
export type Stride = number | readonly [number, number];

function toStridePair(stride: Stride): readonly [number, number] {
  return typeof stride === 'number' ? [stride, stride] : stride;
}

/** SAME: as many windows as steps fit the image, over its edge where need be. VALID: only windows that lie inside. */
export type Padding = 'SAME' | 'VALID';

/** Attributes of an op that slides a window over images `[batch, height, width, channels]`. */
export function windowAttributes(stride: Stride, padding: Padding = 'SAME'): Record<string, Attribute> {
  return {
    T: { type: 'float32' },
    strides: { ints: [1, ...toStridePair(stride), 1] },
    padding: { string: padding },
    data_format: { string: 'NHWC' },
  };
}

/** [batch, height, width, channels] -> [batch, height / stride, width / stride, channelsOut], rounded up. */
export function windowShape(op: string, x: Tensor, stride: Stride, channelsOut: number): Shape {
  if (x.shape.length !== 4)
    throw new Error(`${op} takes images [batch, height, width, channels], got ${describeTensor(x)}`);
  const [batch, height, width] = x.shape;
  const [down, across] = toStridePair(stride);
  return [batch, computeSameSize(height, down), computeSameSize(width, across), channelsOut];
}
