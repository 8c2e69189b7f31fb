import { EDGES, NASBENCH201_OPS } from '../../../src/space/nasbench201/cells';
import type { Architecture } from '../../../src/space/space';

/** Returns the benchmark's own text of a cell. */
export function formatBenchmarkText(architecture: Architecture): string {
  const nodes = [1, 2, 3].map((node) =>
    EDGES.flatMap(({ from, to }, edge) =>
      to === node ? [`${NASBENCH201_OPS[architecture[edge]]}~${from}`] : [],
    ),
  );
  return nodes.map((edges) => `|${edges.join('|')}|`).join('+');
}
