import { conjoinGuards, implies } from './conditions';
import type { Graph } from './graph';
import { describeTensor, type GraphNode } from './tensor';

/**
 * Throws if TensorFlow would reject the graph or run it incorrectly. Called before a graph is written.
 *
 * @throws Error with the fault and the neighboring nodes
 */
export function assertValidGraph(graph: Graph): void {
  graph.nodes.forEach((node, position) => {
    const fault = findFault(node, position);
    if (fault) throw new Error(`${node.name} (${node.op}): ${fault}\n${describeNeighbors(graph, position)}`);
  });
  for (const [name, { inputs, outputs }] of graph.signatures) {
    for (const [key, tensor] of Object.entries(inputs)) {
      if (tensor.node.op !== 'Placeholder')
        throw new Error(`input ${key} of signature ${name} is not a placeholder`);
    }
    if (Object.keys(outputs).length === 0) throw new Error(`signature ${name} has no results`);
  }
}

function findFault(node: GraphNode, position: number): string | null {
  if (node.id !== position) return `it is at position ${position} but has id ${node.id}`;
  if (node.op === 'AddN') return 'the order of additions in AddN is not deterministic: use AddV2';
  for (const dependency of [...node.inputs.map((input) => input.node), ...node.control]) {
    if (dependency.id >= node.id) return `it uses ${dependency.name}, which is created after it`;
  }
  for (const { shape } of node.outputs) {
    if (shape.some((dim, axis) => !Number.isInteger(dim) || (dim < 0 && axis > 0)))
      return `an output has the shape [${shape.join(', ')}]`;
  }
  if (node.op === 'Switch' || node.op === 'Merge') return findRoutingFault(node);
  // A node runs only if all its inputs and control inputs run.
  let needed = node.control.reduce((guard, each) => conjoinGuards(guard, each.guard), node.guard);
  needed = node.inputs.reduce((guard, each) => conjoinGuards(guard, each.guard), needed);
  return implies(node.guard, needed) ? null : 'its guard does not imply the guards of its inputs';
}

function findRoutingFault(node: GraphNode): string | null {
  if (node.op === 'Switch') {
    const [data, predicate] = node.inputs;
    if (predicate.dtype !== 'bool' || predicate.shape.length > 0)
      return `its predicate is ${describeTensor(predicate)}, not bool[]`;
    return data.dtype === node.outputs[0].dtype
      ? null
      : 'the dtype of its output differs from that of its input';
  }
  const alwaysAlive = node.inputs.filter((input) => input.guard.length === 0);
  return alwaysAlive.length > 1 ? 'more than one of its inputs is always alive' : null;
}

/** Lists the faulty node with ten nodes on either side. */
function describeNeighbors(graph: Graph, position: number): string {
  const first = Math.max(0, position - 10);
  return graph.nodes
    .slice(first, position + 11)
    .map((node, i) => {
      const mark = first + i === position ? '>' : ' ';
      const inputs = node.inputs.map((input) => input.node.name).join(', ');
      return `${mark} ${node.name} = ${node.op}(${inputs}) -> ${node.outputs.map(describeTensor).join(', ')}`;
    })
    .join('\n');
}
