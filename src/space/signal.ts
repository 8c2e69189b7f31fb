import { sumSorted } from './sum-sorted';

/*
 * How a signal passes through convolutional networks with random weights (mean field theory; Poole et al. 2016). The inputs of a
 * sum are taken as independent. Halving the resolution does not change the correlation of pixels.
 */

/** Second moments of the features of a network with random weights. */
export interface Signal {
  /** Variance of a feature. */
  readonly variance: number;
  /** Covariance of the same feature of two images. */
  readonly images: number;
  /** Covariance of the same feature of adjacent pixels. */
  readonly pixels: number;
}

export const NO_SIGNAL: Signal = { variance: 0, images: 0, pixels: 0 };

/** Keeps the logarithm of a variance finite. */
export const VARIANCE_FLOOR = 0.01;

/**
 * Passes ReLU, a convolution with random weights, and batch norm, which sets the variance to one. Independent weights add the
 * same covariances at each position of a window, so its size does not count.
 */
export function convolve(signal: Signal): Signal {
  return convolveConcatenated([signal]);
}

/** Passes ReLU, a convolution with random weights over the channels of all signals, and batch norm. */
export function convolveConcatenated(signals: readonly Signal[]): Signal {
  const variance = sumSorted(signals.map((each) => each.variance));
  if (variance === 0) return NO_SIGNAL;
  const pass = (covariance: 'images' | 'pixels'): number =>
    sumSorted(
      signals.map((each) =>
        each.variance === 0 ? 0 : each.variance * rectify(each[covariance] / each.variance),
      ),
    ) / variance;
  return { variance: 1, images: pass('images'), pixels: pass('pixels') };
}

/**
 * Returns the correlation behind ReLU of two normal variables (Cho and Saul 2009, arc-cosine kernel of order 1). The mean, which
 * batch norm removes, does not count.
 */
function rectify(correlation: number): number {
  const cosine = Math.min(1, correlation); // rounding may exceed one
  const angle = Math.acos(cosine);
  const kernel = (Math.sin(angle) + (Math.PI - angle) * cosine) / Math.PI;
  return (kernel - 1 / Math.PI) / (1 - 1 / Math.PI);
}

/** Passes average pooling over side x side pixels. */
export function averageWindow(signal: Signal, side: number): Signal {
  const { variance, images } = signal;
  if (variance === 0) return NO_SIGNAL;
  const { within, between } = correlateWindows(signal, side);
  return {
    variance: variance * within * within,
    images: images * within * within,
    pixels: variance * within * between,
  };
}

/** Variance of the largest of side x side independent standard normal variables, by side. */
const MAXIMUM_VARIANCES: Readonly<Record<number, number>> = { 2: 0.4917, 3: 0.3574 };

/**
 * Passes maximum pooling over side x side pixels. Their values are taken as the sum of a common one and of independent ones, so that
 * each pair has the mean correlation of all pairs. Pixels stay as correlated as behind average pooling.
 */
export function maximizeWindow(signal: Signal, side: number): Signal {
  const { variance, images } = signal;
  if (variance === 0) return NO_SIGNAL;
  const { within, between } = correlateWindows(signal, side);
  const pixels = side * side;
  const common = (pixels * within * within - 1) / (pixels - 1);
  const kept = common + (1 - common) * MAXIMUM_VARIANCES[side];
  return {
    variance: variance * kept,
    images: images * kept,
    pixels: (variance * kept * between) / within,
  };
}

/**
 * Returns the mean correlation, along one axis, of all pairs of pixels within a window, and between a window and the next one. The
 * correlation of two pixels is a power of that of adjacent ones.
 */
function correlateWindows(
  { variance, pixels }: Signal,
  side: number,
): { readonly within: number; readonly between: number } {
  const decay = pixels / variance;
  const average = (shift: number): number => {
    let sum = 0;
    for (let i = 0; i < side; i++) {
      for (let j = 0; j < side; j++) sum += decay ** Math.abs(i - j - shift);
    }
    return sum / (side * side);
  };
  return { within: average(0), between: average(1) };
}

export function sumSignals(signals: readonly Signal[]): Signal {
  return {
    variance: sumSorted(signals.map(({ variance }) => variance)),
    images: sumSorted(signals.map(({ images }) => images)),
    pixels: sumSorted(signals.map(({ pixels }) => pixels)),
  };
}
