import { CELL_OPS, opOf, type CellOp, type OpKind } from './ops';

/** What an operation is called in the text form of `factoredCnnSpace`: its place in this list. */
export const OP_KINDS = [
  'identity',
  'convolution',
  'separable',
  'maximum',
  'average',
  'factorised',
] as const satisfies readonly OpKind[];

/** The 11 operations that the paper searches over (appendix 7.1). */
export const PAPER_OPS = [
  'identity',
  'conv1',
  'conv2',
  'conv3',
  'sep1',
  'sep2',
  'sep3',
  'max2',
  'max3',
  'avg2',
  'avg3',
] as const satisfies readonly CellOp[];

/** Operations of a space as two tokens each: the kind, then the side of the window, pixels. */
export interface FactoredOps {
  readonly ops: readonly CellOp[];
  /** Numbers of the kinds that there are, ascending. */
  readonly kinds: readonly number[];
  /** All sides, ascending. */
  readonly sides: readonly number[];
  /** Sides that a kind may have, ascending; empty for a kind that there is not. */
  sidesOf(kind: number): readonly number[];
}

export function factoredOps(ops: readonly CellOp[]): FactoredOps {
  const sidesOf = (kind: number): number[] =>
    ascending(ops.flatMap((op) => (numberOfKind(op) === kind ? [CELL_OPS[op].side] : [])));
  const byKind = OP_KINDS.map((_, kind) => sidesOf(kind));
  return {
    ops,
    kinds: ascending(ops.map(numberOfKind)),
    sides: ascending(ops.map((op) => CELL_OPS[op].side)),
    sidesOf: (kind) => byKind[kind] ?? [],
  };
}

/** The two integers of an operation. */
export function factorsOf(op: CellOp): [kind: number, side: number] {
  return [numberOfKind(op), CELL_OPS[op].side];
}

/** The operation of two integers. @throws RangeError where there is none */
export function opOfFactors(kind: number, side: number): CellOp {
  const op = OP_KINDS[kind] === undefined ? undefined : opOf(OP_KINDS[kind], side);
  if (op === undefined) throw new RangeError(`there is no operation of kind ${kind} and side ${side}`);
  return op;
}

function numberOfKind(op: CellOp): number {
  return OP_KINDS.indexOf(CELL_OPS[op].kind);
}

function ascending(numbers: readonly number[]): number[] {
  return [...new Set(numbers)].sort((a, b) => a - b);
}
