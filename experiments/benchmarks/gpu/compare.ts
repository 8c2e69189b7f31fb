import type { Answers } from './answers';

/** The largest difference that counts as equal, relative to the largest expected number. */
export interface Tolerance {
  readonly name: string;
  readonly relative: number;
}

/** Ops whose products a GPU may round to 10 bits (TF32). */
const PRODUCT = /^(MatMul|BatchMatMulV2|LSTMBlockCell|LSTMBlockCellGrad|Conv2D.*)$/;

/** Results that are not rounded, or only selected. */
const EXACT =
  /^(ArgMax|Equal|Less|GreaterEqual|Logical.*|OneHot|Gather.*|Reshape|Merge|Floor|Relu|Pack|Unpack|Slice|Pad|ConcatV2|SplitV|Transpose|BroadcastTo|Cast|Bitcast|Maximum|Minimum|MaxPool|ResourceGather|ReadVariableOp|AssignVariableOp|ResourceScatterUpdate)$/;

/** Returns the tolerance of the result `key` of an op, such as `MatMul_12`. */
export function getOpTolerance(key: string): Tolerance {
  const op = key.replace(/_\d+$/, '');
  if (EXACT.test(op)) return { name: 'exact', relative: 0 };
  if (PRODUCT.test(op)) return { name: 'product', relative: 2e-3 };
  return { name: 'rounded', relative: 1e-4 };
}

/**
 * Returns the tolerance of a figure of training. The loss of the first step sees one pass through the network; a gradient and
 * all later figures amplify rounding.
 */
export function getTrainingTolerance(key: string): Tolerance {
  return / step 1 loss$/.test(key)
    ? { name: 'first loss', relative: 2e-3 }
    : { name: 'trained', relative: 5e-2 };
}

/** The comparison of two devices. */
export interface Comparison {
  readonly compared: number;
  /** Results that differ by more than their tolerance, the worst first. */
  readonly failures: readonly Difference[];
  /** The largest differences that are tolerated, one per tolerance. */
  readonly worst: readonly Difference[];
}

/** The difference of a result. */
export interface Difference {
  readonly key: string;
  /** Relative to the largest expected number. */
  readonly difference: number;
  readonly tolerance: Tolerance;
}

/** Compares what a device computes with what the CPU computes. A result that is missing or not a number differs. */
export function compareAnswers(
  expected: Answers,
  found: Answers,
  getTolerance: (key: string) => Tolerance,
): Comparison {
  const differences = Object.entries(expected).map(([key, values]) => ({
    key,
    difference: computeDifference(values, key in found ? found[key] : []),
    tolerance: getTolerance(key),
  }));
  const sorted = differences.sort((a, b) => b.difference - a.difference);
  const isFailure = ({ difference, tolerance }: Difference) => !(difference <= tolerance.relative);
  const passed = sorted.filter((each) => !isFailure(each));
  return {
    compared: differences.length,
    failures: sorted.filter(isFailure),
    worst: passed.filter(
      ({ tolerance }, i) => passed.findIndex((other) => other.tolerance.name === tolerance.name) === i,
    ),
  };
}

/** Returns the names of the results of which two runs gave different bits. */
export function findUnequal(first: Answers, second: Answers): string[] {
  return Object.keys(first).filter(
    (key) =>
      !(key in second) ||
      first[key].length !== second[key].length ||
      first[key].some((value, i) => !Object.is(value, second[key][i])),
  );
}

function computeDifference(expected: readonly number[], found: readonly number[]): number {
  if (expected.length !== found.length) return Infinity;
  let largest = 0;
  let difference = 0;
  for (const [i, value] of expected.entries()) {
    if (Object.is(value, found[i])) continue;
    const distance = Math.abs(value - found[i]);
    if (Number.isNaN(distance)) return Infinity;
    largest = Math.max(largest, Math.abs(value));
    difference = Math.max(difference, distance);
  }
  // `largest` may come from any element, also from those that are equal.
  for (const value of expected) if (Number.isFinite(value)) largest = Math.max(largest, Math.abs(value));
  return difference === 0 ? 0 : difference / Math.max(largest, 1e-12);
}
