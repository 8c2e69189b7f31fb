import type { Architecture } from '../space';
import { sumSorted } from '../sum-sorted';
import { EDGES, NASBENCH201_OPS, type NasBench201Op, OUTPUT_NODE } from './cells';
import { pruneCell } from './paths';

/** Second moments of the features of a network with random weights. */
interface Signal {
  /** Variance of a feature. */
  readonly variance: number;
  /** Covariance of the same feature of two images. */
  readonly images: number;
  /** Covariance of the same feature of adjacent pixels. */
  readonly pixels: number;
}

/** What the stem gives the first cell. The correlations are halfway between none and full. */
const INPUT: Signal = { variance: 1, images: 0.5, pixels: 0.5 };
const NO_SIGNAL: Signal = { variance: 0, images: 0, pixels: 0 };

/** The benchmark's network (Dong and Yang, ICLR 2020, figure 1): three stacks with a residual block between them. */
const STACKS = 3;
const CELLS_PER_STACK = 5;
/** Cells behind which the signal is measured, from 1: the first, the last of the first stack and the last. */
const MEASURED_CELLS = [1, CELLS_PER_STACK, STACKS * CELLS_PER_STACK];
/** Keeps the logarithm of a variance finite. */
const VARIANCE_FLOOR = 0.01;

/**
 * Predicts how a signal passes through the benchmark's network before training, from the cell alone (mean field theory; Poole et
 * al. 2016). Returns the logarithm of the variance and the correlations of two images and of adjacent pixels, behind three of the
 * cells.
 *
 * The approximation takes the inputs of a node as independent. Halving the resolution does not change the correlation of pixels.
 */
export function measureSignal(architecture: Architecture): number[] {
  const cell = pruneCell(architecture).map((op) => NASBENCH201_OPS[op]);
  const measured: number[] = [];
  let signal = INPUT;
  for (let number = 1; number <= STACKS * CELLS_PER_STACK; number++) {
    signal = passCell(signal, cell);
    if (MEASURED_CELLS.includes(number)) measured.push(...describeSignal(signal));
    if (number % CELLS_PER_STACK === 0) signal = passResidualBlock(signal);
  }
  return measured;
}

function passCell(input: Signal, cell: readonly NasBench201Op[]): Signal {
  const nodes = [input];
  for (let node = 1; node <= OUTPUT_NODE; node++) {
    nodes.push(
      sumSignals(
        EDGES.flatMap(({ from, to }, edge) => (to === node ? [OP_SIGNALS[cell[edge]](nodes[from])] : [])),
      ),
    );
  }
  return nodes[OUTPUT_NODE];
}

function passResidualBlock(signal: Signal): Signal {
  return sumSignals([convolve(convolve(signal)), averageWindow(signal)]);
}

const OP_SIGNALS: Readonly<Record<NasBench201Op, (signal: Signal) => Signal>> = {
  none: () => NO_SIGNAL,
  skip_connect: (signal) => signal,
  nor_conv_1x1: convolve,
  // Independent weights add the same covariances at each position of the window.
  nor_conv_3x3: convolve,
  avg_pool_3x3: averageWindow,
};

/** Passes ReLU, a convolution with random weights, and batch norm, which sets the variance to one. */
function convolve({ variance, images, pixels }: Signal): Signal {
  if (variance === 0) return NO_SIGNAL;
  return { variance: 1, images: rectify(images / variance), pixels: rectify(pixels / variance) };
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

/** Passes average pooling over 3x3 pixels, whose correlation is the product of `decay` per step along either axis. */
function averageWindow({ variance, images, pixels }: Signal): Signal {
  if (variance === 0) return NO_SIGNAL;
  const decay = pixels / variance;
  // Along one axis: mean correlation of all pairs of pixels within a window, and between a window and the next one.
  const within = (3 + 4 * decay + 2 * decay ** 2) / 9;
  const between = (2 + 4 * decay + 2 * decay ** 2 + decay ** 3) / 9;
  return {
    variance: variance * within * within,
    images: images * within * within,
    pixels: variance * within * between,
  };
}

function sumSignals(signals: readonly Signal[]): Signal {
  return {
    variance: sumSorted(signals.map(({ variance }) => variance)),
    images: sumSorted(signals.map(({ images }) => images)),
    pixels: sumSorted(signals.map(({ pixels }) => pixels)),
  };
}

function describeSignal({ variance, images, pixels }: Signal): number[] {
  return [
    Math.log(variance + VARIANCE_FLOOR),
    variance > 0 ? images / variance : 0,
    variance > 0 ? pixels / variance : 0,
  ];
}
