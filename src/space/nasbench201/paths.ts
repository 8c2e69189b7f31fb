import type { Architecture } from '../space';
import { EDGES, NASBENCH201_OPS, type NasBench201Op, OUTPUT_NODE } from './cells';

const NONE = NASBENCH201_OPS.indexOf('none' satisfies NasBench201Op);

/** The paths from the cell's input to its output, each as a list of edges. */
export const PATHS: readonly (readonly number[])[] = findPathsFrom(0);

/** Returns the paths without a `none`. */
export function findIntactPaths(architecture: Architecture): readonly (readonly number[])[] {
  return PATHS.filter((path) => path.every((edge) => architecture[edge] !== NONE));
}

/** Returns the edges on any of the paths, ascending. */
export function findEdgesOnPaths(paths: readonly (readonly number[])[]): number[] {
  const live = new Set(paths.flat());
  return EDGES.flatMap((_, edge) => (live.has(edge) ? [edge] : []));
}

function findPathsFrom(node: number): number[][] {
  if (node === OUTPUT_NODE) return [[]];
  return EDGES.flatMap(({ from, to }, edge) =>
    from === node ? findPathsFrom(to).map((rest) => [edge, ...rest]) : [],
  );
}

/** Sets `none` on every edge that is on no path from input to output. */
export function pruneCell(architecture: Architecture): Architecture {
  const live = findEdgesOnPaths(findIntactPaths(architecture));
  return architecture.map((op, edge) => (live.includes(edge) ? op : NONE));
}

/** Sets `none` on every edge whose result no intact path leads to the output. The cell computes the same function. */
export function pruneUnreadEdges(architecture: Architecture): Architecture {
  const isRead = (node: number): boolean =>
    node === OUTPUT_NODE ||
    EDGES.some(({ from, to }, edge) => from === node && architecture[edge] !== NONE && isRead(to));
  return architecture.map((op, edge) => (isRead(EDGES[edge].to) ? op : NONE));
}
