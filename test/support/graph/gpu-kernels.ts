import { parse } from 'csv-parse/sync';
import fs from 'node:fs';
import path from 'node:path';
import type { Graph } from '../../../src/graph/graph';
import { DTYPES, type GraphNode } from '../../../src/graph/tensor';

/**
 * For each op of TensorFlow 2.21's kernel registry that has a kernel for GPUs or for any device (DEFAULT): the type
 * attributes it is registered for, such as `T=float32;Tidx=int32`, of the types that the compiler emits. `*`: any.
 */
export type GpuKernels = Readonly<Record<string, readonly string[]>>;

export const KERNELS_FILE = path.join(__dirname, 'gpu-kernels.json');

/** Every (op, types) of the graph that would be dragged to the CPU on a machine with a GPU without being pinned to it. */
export function withoutGpuKernel(graph: Graph): string[] {
  const kernels = JSON.parse(fs.readFileSync(KERNELS_FILE, 'utf8')) as GpuKernels;
  const missing = graph.nodes
    .filter((node) => node.device !== 'cpu' && !hasKernel(node, kernels[node.op] ?? []))
    .map((node) => `${node.op} ${typesOf(node)}`.trim());
  return [...new Set(missing)].sort();
}

/** From the registry's table: columns op, device, host_memory_args, types (assignments between ` | `). */
export function deriveKernels(table: string): GpuKernels {
  const rows = parse<{ op: string; types: string }>(table, { columns: true });
  const kernels: Record<string, Set<string>> = {};
  for (const { op, types } of rows) {
    for (const assignment of types.split(' | ')) {
      // An attribute without a type there is no type attribute.
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

function typesOf({ attributes }: GraphNode): string {
  return Object.entries(attributes)
    .flatMap(([name, value]) => ('type' in value ? [`${name}=${value.type}`] : []))
    .join(';');
}
