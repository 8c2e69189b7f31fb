/**
 * The operations of the weight-sharing CNN space, in ENAS numbering: an operation's place in this list is its number in
 * the text form. Networks build them from tables of type `Record<CnnOp, ...>`, so that a missing one does not compile.
 *
 * - `sep3`, `sep5`: separable convolution 3x3 or 5x5, applied twice
 * - `avg3`, `max3`: average or max pooling 3x3
 * - `identity`: the input itself; a factorised reduction where the stride is 2
 */
export const CNN_OPS = ['sep3', 'sep5', 'avg3', 'max3', 'identity'] as const;

export type CnnOp = (typeof CNN_OPS)[number];
