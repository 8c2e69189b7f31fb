import { CELL_OPS, type CellOp, findCellOp, type OpKind } from './ops';

/** What an operation is called in the text form of `factoredCnnSpace`: its place in this list. */
export const OP_KINDS = [
  'identity',
  'convolution',
  'separable',
  'maximum',
  'average',
  'factorized',
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
  findSides(kind: number): readonly number[];
}

export function createFactoredOps(ops: readonly CellOp[]): FactoredOps {
  const collectSides = (kind: number): number[] =>
    sortUnique(ops.flatMap((op) => (toKindNumber(op) === kind ? [CELL_OPS[op].side] : [])));
  const byKind = OP_KINDS.map((_, kind) => collectSides(kind));
  return {
    ops,
    kinds: sortUnique(ops.map(toKindNumber)),
    sides: sortUnique(ops.map((op) => CELL_OPS[op].side)),
    findSides: (kind) => byKind[kind] ?? [],
  };
}

/** The two integers of an operation. */
export function toFactors(op: CellOp): [kind: number, side: number] {
  return [toKindNumber(op), CELL_OPS[op].side];
}

/** The operation of two integers. @throws RangeError where there is none */
export function fromFactors(kind: number, side: number): CellOp {
  const op = OP_KINDS[kind] === undefined ? undefined : findCellOp(OP_KINDS[kind], side);
  if (op === undefined) throw new RangeError(`there is no operation of kind ${kind} and side ${side}`);
  return op;
}

function toKindNumber(op: CellOp): number {
  return OP_KINDS.indexOf(CELL_OPS[op].kind);
}

function sortUnique(numbers: readonly number[]): number[] {
  return [...new Set(numbers)].sort((a, b) => a - b);
}
