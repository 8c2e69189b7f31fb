import { describe, type Attribute, type Shape, type Tensor } from '../tensor';

/** Output side of a window with SAME padding. */
export function sameSide(side: number, stride: number): number {
  return Math.ceil(side / stride);
}

/** SAME: as many windows as steps fit the image, over its edge where need be. VALID: only windows that lie inside. */
export type Padding = 'SAME' | 'VALID';

/** Attributes of an op that slides a window over images `[batch, height, width, channels]`. */
export function windowAttributes(stride: number, padding: Padding = 'SAME'): Record<string, Attribute> {
  return {
    T: { type: 'float32' },
    strides: { ints: [1, stride, stride, 1] },
    padding: { string: padding },
    data_format: { string: 'NHWC' },
  };
}

/** [batch, height, width, channels] -> [batch, height / stride, width / stride, channelsOut], rounded up. */
export function windowShape(op: string, x: Tensor, stride: number, channelsOut: number): Shape {
  if (x.shape.length !== 4)
    throw new Error(`${op} takes images [batch, height, width, channels], got ${describe(x)}`);
  const [batch, height, width] = x.shape;
  return [batch, sameSide(height, stride), sameSide(width, stride), channelsOut];
}
