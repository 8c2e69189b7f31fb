import type { Architecture } from '../space';
import { EDGES, NASBENCH201_OPS } from './cell';
import { findEdgesOnPaths, findIntactPaths, PATHS } from './paths';

const NONE = NASBENCH201_OPS.indexOf('none');

/**
 * The cell as numbers for a kernel or a regression: for each edge which operation it has, as a one-hot row in which what no
 * path from input to output goes through counts as `none`; then for each path how often each operation but `none` is on
 * it, all zeros where the path is broken.
 *
 * @returns 6 * 5 + 4 * 4 numbers
 */
export function encodeCell(architecture: Architecture): number[] {
  const intactPaths = findIntactPaths(architecture);
  const live = new Set(findEdgesOnPaths(intactPaths));
  const edges = EDGES.flatMap((_, edge) => encodeOneHot(live.has(edge) ? architecture[edge] : NONE));
  const paths = PATHS.flatMap((path) => countOps(intactPaths.includes(path) ? path : [], architecture));
  return [...edges, ...paths];
}

function encodeOneHot(op: number): number[] {
  return NASBENCH201_OPS.map((_, other) => (other === op ? 1 : 0));
}

function countOps(path: readonly number[], architecture: Architecture): number[] {
  return NASBENCH201_OPS.flatMap((_, op) =>
    op === NONE ? [] : [path.filter((edge) => architecture[edge] === op).length],
  );
}
