import { CELL_OPS, type CellOp, findCellOp, type OpKind } from './ops';

/** The op kinds of factored spaces: a kind's index is its number in the text form. */
export const OP_KINDS = [
  'identity',
  'convolution',
  'separable',
  'maxPool',
  'avgPool',
  'factorizedConv',
] as const satisfies readonly OpKind[];

/** The 11 operations of NAO (Luo et al. 2018, appendix 7.1). */
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

/** The two factors of a set of operations: kind, and side of the window in pixels. */
export interface FactoredOps {
  /** Kind numbers that occur, ascending. */
  readonly kinds: readonly number[];
  /** Sides that occur, ascending. */
  readonly sides: readonly number[];
  /** Returns the sides of a kind, ascending; empty if the kind does not occur. */
  findSides(kind: number): readonly number[];
}

/** Factors operations into kinds and sides. */
export function createFactoredOps(ops: readonly CellOp[]): FactoredOps {
  const collectSides = (kind: number): number[] =>
    sortUnique(ops.flatMap((op) => (toKindNumber(op) === kind ? [CELL_OPS[op].side] : [])));
  const byKind = OP_KINDS.map((_, kind) => collectSides(kind));
  return {
    kinds: sortUnique(ops.map(toKindNumber)),
    sides: sortUnique(ops.map((op) => CELL_OPS[op].side)),
    findSides: (kind) => byKind[kind] ?? [],
  };
}

/** Returns the kind number and the side of an operation. */
export function toFactors(op: CellOp): [kind: number, side: number] {
  return [toKindNumber(op), CELL_OPS[op].side];
}

/** Returns the operation of a kind number and a side. @throws RangeError if there is none */
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
