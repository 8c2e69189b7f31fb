/**
 * The operations of NAS-Bench-201 (Dong and Yang, ICLR 2020, section 2.1) in the benchmark's order and with its names: an
 * operation's index is its number in the text form. A convolution is ReLU, convolution and batch norm.
 */
export const NASBENCH201_OPS = [
  'none',
  'skip_connect',
  'nor_conv_1x1',
  'nor_conv_3x3',
  'avg_pool_3x3',
] as const;

export type NasBench201Op = (typeof NASBENCH201_OPS)[number];

/** An edge of the cell: it adds the result of an operation on node `from` to node `to`. */
export interface Edge {
  readonly from: number;
  readonly to: number;
}

/** The six edges between the nodes 0 (input) to 3 (output), in the order of the text form. */
export const EDGES: readonly Edge[] = [
  { from: 0, to: 1 },
  { from: 0, to: 2 },
  { from: 1, to: 2 },
  { from: 0, to: 3 },
  { from: 1, to: 3 },
  { from: 2, to: 3 },
];

/** Nodes of a cell, input and output included. */
export const NODE_COUNT = 4;

/** The node that is the cell's output. */
export const OUTPUT_NODE = NODE_COUNT - 1;
