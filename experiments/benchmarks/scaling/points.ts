/** Size of a supernet to measure. */
export interface Point {
  /** N, cells in each of the three stacks. */
  readonly cells: number;
  readonly channels: number;
  /** B, nodes of a cell. */
  readonly nodes: number;
  readonly batch: number;
  /** Images that are scored at a time. */
  readonly scored: number;
  /** Side of the images, pixels. */
  readonly side: number;
  /** Steps and scores that are timed. */
  readonly steps: number;
}

/** A number that is varied. */
export type Dimension = 'cells' | 'channels' | 'nodes' | 'batch' | 'side';

/** Medians of a size. */
export interface PointFigures {
  readonly step_ms: number;
  readonly score_ms: number;
  /** Loading the graph and the first step. */
  readonly load_s: number;
  readonly graph_nodes: number;
  readonly peak_mb: number;
}

/** The values of each number, while the others are those of `BASE`. */
export const VARIED: Readonly<Record<Dimension, readonly number[]>> = {
  cells: [1, 2, 3, 4, 6],
  channels: [8, 16, 20, 32, 48],
  nodes: [2, 3, 4, 5],
  batch: [16, 32, 64, 128],
  side: [16, 24, 32, 48],
};

/** The size from which one number is varied. */
export const BASE: Omit<Point, 'steps'> = {
  cells: 2,
  channels: 20,
  nodes: 5,
  batch: 64,
  scored: 100,
  side: 32,
};

/** A small size and few values, to see that the program works. */
export const QUICK_BASE: Omit<Point, 'steps'> = {
  cells: 1,
  channels: 4,
  nodes: 2,
  batch: 4,
  scored: 4,
  side: 16,
};
export const QUICK_VARIED: Readonly<Record<Dimension, readonly number[]>> = {
  cells: [1, 2],
  channels: [4, 8],
  nodes: [2, 3],
  batch: [4, 8],
  side: [8, 16],
};

export const DIMENSIONS = Object.keys(VARIED) as Dimension[];
