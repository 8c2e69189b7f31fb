import {
  averageWindow,
  convolve,
  convolveConcatenated,
  maximizeWindow,
  type Signal,
  sumSignals,
  VARIANCE_FLOOR,
} from '../signal';
import { sumSorted } from '../sum-sorted';
import type { Cell, CnnCells } from './cells';
import { CELL_OPS, type CellOp, type OpKind } from './ops';

/** What the stem gives the first cell: images half correlated, adjacent pixels more, as in photographs. */
const STEM: Signal = { variance: 1, images: 0.5, pixels: 0.8 };

/** The cells of the smallest network with three stacks: N = 1. */
const CELLS = ['normal', 'reduction', 'normal', 'reduction', 'normal'] as const;

/**
 * Predicts how a signal passes through a network of both cells before training. Returns, behind each of the five cells of a network
 * with N = 1, the logarithms of mean and least variance of the loose ends, and the correlations of two images and of adjacent pixels.
 */
export function measureSignal(cells: CnnCells): number[] {
  // The outputs of the two cells before; a cell's output has its loose ends side by side.
  let [beforeLast, last]: (readonly Signal[])[] = [[STEM], [STEM]];
  return CELLS.flatMap((kind) => {
    const inputs = [convolveConcatenated(beforeLast), convolveConcatenated(last)];
    const output = passCell(cells[kind], inputs, kind === 'reduction');
    [beforeLast, last] = [last, output];
    return describeOutput(output);
  });
}

function passCell(cell: Cell, inputs: readonly Signal[], halvesInputs: boolean): Signal[] {
  const states = [...inputs];
  for (const { branches } of cell.nodes) {
    const passed = branches.map(({ input, op }) => passOp(states[input], op, halvesInputs && input < 2));
    states.push(sumSignals(passed));
  }
  return cell.looseEnds.map((state) => states[state]);
}

function passOp(signal: Signal, op: CellOp, halvesSize: boolean): Signal {
  const { kind, side } = CELL_OPS[op];
  // An identity that halves the size is a factorized reduction: ReLU, convolution, batch norm.
  return KIND_SIGNALS[kind === 'identity' && halvesSize ? 'convolution' : kind](signal, side);
}

const KIND_SIGNALS: Readonly<Record<OpKind, (signal: Signal, side: number) => Signal>> = {
  identity: (signal) => signal,
  convolution: convolve,
  // Both have two convolutions, each behind a ReLU.
  separable: (signal) => convolve(convolve(signal)),
  factorizedConv: (signal) => convolve(convolve(signal)),
  avgPool: averageWindow,
  maxPool: maximizeWindow,
};

function describeOutput(looseEnds: readonly Signal[]): number[] {
  const variances = looseEnds.map(({ variance }) => variance);
  const total = sumSignals(looseEnds);
  return [
    Math.log(sumSorted(variances) / looseEnds.length + VARIANCE_FLOOR),
    Math.log(Math.min(...variances) + VARIANCE_FLOOR),
    total.images / total.variance,
    total.pixels / total.variance,
  ];
}
