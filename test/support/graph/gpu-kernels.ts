import { parse } from 'csv-parse/sync';
import fs from 'node:fs';
import path from 'node:path';
import type { Graph } from '../../../src/graph/graph';
import { DTYPES, type GraphNode } from '../../../src/graph/tensor';

/**
 * The type attributes of each op that has a GPU or DEFAULT kernel in TensorFlow 2.21's kernel registry, such
 * as `T=float32;Tidx=int32`. Only dtypes that the compiler emits are listed. `*`: any.
 */
export type GpuKernels = Readonly<Record<string, readonly string[]>>;

/** The file of the `GpuKernels`. */
export const KERNELS_FILE = path.join(__dirname, 'gpu-kernels.json');

/** Lists the ops of the graph, with their dtypes, that have no GPU kernel and are not pinned to the CPU. */
export function withoutGpuKernel(graph: Graph): string[] {
  const kernels = JSON.parse(fs.readFileSync(KERNELS_FILE, 'utf8')) as GpuKernels;
  const missing = graph.nodes
    .filter((node) => node.device !== 'cpu' && !hasKernel(node, kernels[node.op] ?? []))
    .map((node) => `${node.op} ${formatTypes(node)}`.trim());
  return [...new Set(missing)].sort();
}

/**
 * Derives the kernels from the registry's table: columns op, device, host_memory_args, types (separated by `
 * | `).
 */
export function deriveKernels(table: string): GpuKernels {
  const rows = parse<{ op: string; types: string }>(table, { columns: true });
  const kernels: Record<string, Set<string>> = {};
  for (const { op, types } of rows) {
    for (const assignment of types.split(' | ')) {
      // An attribute without a type is not a type attribute.
      const pairs = assignment.split(';').filter((pair) => !pair.endsWith('='));
      if (assignment !== '*' && !pairs.every((pair) => pair.split('=')[1] in DTYPES)) continue;
      (kernels[op] ??= new Set()).add(pairs.join(';') || '*');
    }
  }
  return Object.fromEntries(Object.entries(kernels).map(([op, types]) => [op, [...types].sort()]));
}

function hasKernel(node: GraphNode, registered: readonly string[]): boolean {
  return registered.some(
    (assignment) =>
      assignment === '*' ||
      assignment.split(';').every((pair) => {
        const [name, dtype] = pair.split('=');
        const attribute = name in node.attributes ? node.attributes[name] : undefined;
        return attribute !== undefined && 'type' in attribute && attribute.type === dtype;
      }),
  );
}

function formatTypes({ attributes }: GraphNode): string {
  return Object.entries(attributes)
    .flatMap(([name, value]) => ('type' in value ? [`${name}=${value.type}`] : []))
    .join(';');
}
