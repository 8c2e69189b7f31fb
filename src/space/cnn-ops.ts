import type { CellOp } from './cell-ops';

/**
 * The operations of the weight-sharing CNN space, in ENAS numbering: an operation's place in this list is its number in
 * the text form. The supernet builds them from tables of type `Record<CnnOp, ...>`, so that a missing one does not compile.
 */
export const CNN_OPS = ['sep3', 'sep5', 'avg3', 'max3', 'identity'] as const satisfies readonly CellOp[];

export type CnnOp = (typeof CNN_OPS)[number];
