import { findGpuKernel } from './kernels';
import type { PlainNode } from './nodes';

/** A device of a machine with one GPU. */
export type DeviceKind = 'cpu' | 'gpu';

/**
 * Returns the device that TensorFlow's placer (placer.cc) selects for each node of a graph on a machine with one GPU:
 *
 * - a node pinned to the CPU, or without a kernel for a GPU, is on the CPU
 * - nodes that share a resource, such as a variable, are together; one on the CPU takes the others there
 * - a node without inputs, such as a constant, is where its consumers are if these are all on one device
 * - all others are on the GPU
 *
 * The placer sees the whole graph, with all signatures and before any optimization.
 */
export function placeNodes(nodes: readonly PlainNode[]): DeviceKind[] {
  const groups = groupByResource(nodes);
  const onCpu = new Set<number>();
  nodes.forEach((node, i) => {
    if (node.pinned || findGpuKernel(node) === undefined) onCpu.add(groups[i]);
  });
  const devices = nodes.map((_, i): DeviceKind => (onCpu.has(groups[i]) ? 'cpu' : 'gpu'));
  const consumers = listConsumers(nodes);
  nodes.forEach((node, i) => {
    const isGenerator = node.inputs.length === 0 && node.outputs.length === 1 && !node.pinned;
    if (!isGenerator || devices[i] === 'cpu' || node.outputs[0].dtype === 'resource') return;
    if (consumers[i].length > 0 && consumers[i].every((each) => devices[each] === 'cpu')) devices[i] = 'cpu';
  });
  return devices;
}

/** Returns a group number for each node; nodes that a handle connects have the same. */
function groupByResource(nodes: readonly PlainNode[]): number[] {
  const parents = nodes.map((_, i) => i);
  const find = (i: number): number => {
    let root = i;
    while (parents[root] !== root) root = parents[root];
    return root;
  };
  nodes.forEach(({ inputs }, i) => {
    for (const { dtype, from } of inputs) if (dtype === 'resource') parents[find(i)] = find(from);
  });
  return nodes.map((_, i) => find(i));
}

function listConsumers(nodes: readonly PlainNode[]): number[][] {
  const consumers: number[][] = nodes.map(() => []);
  nodes.forEach(({ inputs, control }, i) => {
    for (const { from } of inputs) consumers[from].push(i);
    for (const from of control) consumers[from].push(i);
  });
  return consumers;
}
