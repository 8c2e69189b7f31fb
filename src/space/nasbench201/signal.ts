import { averageWindow, convolve, NO_SIGNAL, type Signal, sumSignals, VARIANCE_FLOOR } from '../signal';
import type { Architecture } from '../space';
import { EDGES, NASBENCH201_OPS, type NasBench201Op, OUTPUT_NODE } from './cells';
import { pruneCell } from './paths';

/** What the stem gives the first cell. The correlations are halfway between none and full. */
const INPUT: Signal = { variance: 1, images: 0.5, pixels: 0.5 };

/** The benchmark's network (Dong and Yang, ICLR 2020, figure 1): three stacks with a residual block between them. */
const STACKS = 3;
const CELLS_PER_STACK = 5;
/** Cells behind which the signal is measured, from 1: the first, the last of the first stack and the last. */
const MEASURED_CELLS = [1, CELLS_PER_STACK, STACKS * CELLS_PER_STACK];

/**
 * Predicts how a signal passes through the benchmark's network before training, from the cell alone (mean field theory; Poole et
 * al. 2016). Returns the logarithm of the variance and the correlations of two images and of adjacent pixels, behind three of the
 * cells.
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
  return sumSignals([convolve(convolve(signal)), averageWindow(signal, 3)]);
}

const OP_SIGNALS: Readonly<Record<NasBench201Op, (signal: Signal) => Signal>> = {
  none: () => NO_SIGNAL,
  skip_connect: (signal) => signal,
  nor_conv_1x1: convolve,
  nor_conv_3x3: convolve,
  avg_pool_3x3: (signal) => averageWindow(signal, 3),
};

function describeSignal({ variance, images, pixels }: Signal): number[] {
  return [
    Math.log(variance + VARIANCE_FLOOR),
    variance > 0 ? images / variance : 0,
    variance > 0 ? pixels / variance : 0,
  ];
}
