import type { Architecture } from '../space';
import { EDGES, NASBENCH201_OPS } from './cells';
import { findEdgesOnPaths, findIntactPaths, PATHS } from './paths';

const NONE = NASBENCH201_OPS.indexOf('none');

/**
 * Encodes a cell as features for a kernel or a regression:
 *
 * 1. the operation of each edge as a one-hot row, `none` if the edge is on no intact path (6 * 5 numbers);
 * 2. the count of each operation except `none` on each path, zeros if the path is broken (4 * 4).
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
