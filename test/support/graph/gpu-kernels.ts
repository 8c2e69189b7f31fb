import { findGpuKernel } from '../../../experiments/benchmarks/placement/kernels';
import { toPlainNodes } from '../../../experiments/benchmarks/placement/nodes';
import type { Graph } from '../../../src/graph/graph';

/** Lists the ops of the graph, with their dtypes, that have no GPU kernel and are not pinned to the CPU. */
export function withoutGpuKernel(graph: Graph): string[] {
  const missing = toPlainNodes(graph)
    .filter((node) => !node.pinned && findGpuKernel(node) === undefined)
    .map(({ op, types }) => `${op} ${formatTypes(types)}`.trim());
  return [...new Set(missing)].sort();
}

function formatTypes(types: Readonly<Record<string, string>>): string {
  return Object.entries(types)
    .map(([name, dtype]) => `${name}=${dtype}`)
    .join(';');
}
