import type { Tensor, Tensor4D } from '@tensorflow/tfjs-node-gpu';
import type { TensorFlow } from './load';

/**
 * A convolution of [batch, side, side, inputs] with a filter [kernel, kernel, inputs, outputs] and SAME
 * padding.
 */
export interface ConvolutionShape {
  readonly batch: number;
  readonly side: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly kernel: number;
  readonly stride: 1 | 2;
}

/** A function that computes the input gradient of a convolution; tests plant faults here. */
export type ConvolutionGradient = (
  tf: TensorFlow,
  x: Tensor4D,
  dy: Tensor4D,
  filter: Tensor4D,
  stride: 1 | 2,
) => Tensor4D;

/**
 * Relative error above which a gradient is wrong. Rounding stays below 1e-5; observed faults are 24 % and
 * more.
 */
const TOLERANCE = 1e-3;

/** The channels of images, stems and cells at common widths, odd and even multiples of the vector length. */
const CHANNELS = [3, 16, 20, 24, 36, 40, 48, 64, 80];

/** Lists the shapes to check: kernel sizes and channels of this project's networks. */
export function listConvolutionShapes(): ConvolutionShape[] {
  const shapes: ConvolutionShape[] = [];
  for (const kernel of [1, 3, 5]) {
    for (const stride of [1, 2] as const) {
      for (const side of [8, 16]) {
        for (const inputs of CHANNELS) {
          for (const outputs of CHANNELS) shapes.push({ batch: 2, side, inputs, outputs, kernel, stride });
        }
      }
    }
  }
  return shapes;
}

/**
 * Counts the shapes whose input gradient is wrong, by the adjoint identity `<dy, conv(x, w)> = <x,
 * gradient(dy, w)>`. With `dy = conv(x, w)` both sides are a squared norm, far from zero.
 */
export function checkInputGradients(
  tf: TensorFlow,
  shapes: readonly ConvolutionShape[],
  gradient: ConvolutionGradient = computeNativeGradient,
): { checked: number; wrong: number } {
  const wrong = shapes.filter((shape) => computeRelativeError(tf, shape, gradient) > TOLERANCE);
  return { checked: shapes.length, wrong: wrong.length };
}

function computeRelativeError(
  tf: TensorFlow,
  shape: ConvolutionShape,
  gradient: ConvolutionGradient,
): number {
  const { batch, side, inputs, outputs, kernel, stride } = shape;
  return tf.tidy(() => {
    const x = tf.randomNormal<typeof tf.Rank.R4>([batch, side, side, inputs], 0, 1, 'float32', 1);
    const filter = tf.randomNormal<typeof tf.Rank.R4>([kernel, kernel, inputs, outputs], 0, 1, 'float32', 2);
    const y = tf.conv2d(x, filter, stride, 'same');
    const expected = tf.sum(tf.square(y)).dataSync()[0];
    const actual = tf.sum(tf.mul(x, gradient(tf, x, y, filter, stride))).dataSync()[0];
    const error = Math.abs(actual - expected) / expected;
    return Number.isNaN(error) ? Infinity : error;
  });
}

function computeNativeGradient(
  tf: TensorFlow,
  x: Tensor4D,
  dy: Tensor4D,
  filter: Tensor4D,
  stride: 1 | 2,
): Tensor4D {
  const convolve = (input: Tensor): Tensor => tf.conv2d(input as Tensor4D, filter, stride, 'same');
  return tf.grad(convolve)(x, dy) as Tensor4D;
}
