/** The kind of an operation. Kind and window size together define the operation. */
export type OpKind = 'identity' | 'convolution' | 'separable' | 'avgPool' | 'maxPool' | 'factorizedConv';

interface OpForm {
  readonly kind: OpKind;
  /** Side of the window, pixels. */
  readonly side: number;
}

/**
 * All operations of CNN cells, both in the search spaces and in published cells:
 *
 * - `identity`: the input itself; a factorized reduction if the stride is 2
 * - `conv*`: ReLU, convolution, batch norm
 * - `sep*`: ReLU, separable convolution, batch norm, all applied twice
 * - `avg*`, `max*`: pooling
 * - `conv1x3`, `conv1x7`: ReLU, 1 x k convolution, batch norm, ReLU, k x 1 convolution, batch norm
 */
export const CELL_OPS = {
  identity: { kind: 'identity', side: 1 },
  conv1: { kind: 'convolution', side: 1 },
  conv2: { kind: 'convolution', side: 2 },
  conv3: { kind: 'convolution', side: 3 },
  sep1: { kind: 'separable', side: 1 },
  sep2: { kind: 'separable', side: 2 },
  sep3: { kind: 'separable', side: 3 },
  sep5: { kind: 'separable', side: 5 },
  max2: { kind: 'maxPool', side: 2 },
  max3: { kind: 'maxPool', side: 3 },
  avg2: { kind: 'avgPool', side: 2 },
  avg3: { kind: 'avgPool', side: 3 },
  avg5: { kind: 'avgPool', side: 5 },
  conv1x3: { kind: 'factorizedConv', side: 3 },
  conv1x7: { kind: 'factorizedConv', side: 7 },
} as const satisfies Readonly<Record<string, OpForm>>;

export type CellOp = keyof typeof CELL_OPS;

export const ALL_OPS = Object.keys(CELL_OPS) as CellOp[];

/** Returns the operation of a kind and size, or undefined if there is none. */
export function findCellOp(kind: OpKind, side: number): CellOp | undefined {
  const found = Object.entries(CELL_OPS).find(([, form]) => form.kind === kind && form.side === side);
  return found?.[0] as CellOp | undefined;
}

/**
 * The operations of the weight-sharing CNN space in ENAS numbering: an operation's index is its number in the text
 * form. The supernet builds them from tables of type `Record<CnnOp, ...>`, so that a missing one does not compile.
 */
export const CNN_OPS = ['sep3', 'sep5', 'avg3', 'max3', 'identity'] as const satisfies readonly CellOp[];

export type CnnOp = (typeof CNN_OPS)[number];
