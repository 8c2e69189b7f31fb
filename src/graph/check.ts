import { conjoinGuards, implies } from './conditions';
import type { Graph } from './graph';
import { describeTensor, type GraphNode } from './tensor';

/**
 * Looks over a whole graph before it is written: what would make TensorFlow refuse it, or worse, run it wrongly.
 *
 * @throws Error with the fault and the nodes around it
 */
export function assertValidGraph(graph: Graph): void {
  graph.nodes.forEach((node, position) => {
    const fault = findFault(node, position);
    if (fault) throw new Error(`${node.name} (${node.op}): ${fault}\n${describeNeighbors(graph, position)}`);
  });
  for (const [name, { inputs, outputs }] of graph.signatures) {
    for (const [key, tensor] of Object.entries(inputs)) {
      if (tensor.node.op !== 'Placeholder')
        throw new Error(`input ${key} of signature ${name} is no placeholder`);
    }
    if (Object.keys(outputs).length === 0) throw new Error(`signature ${name} has no result`);
  }
}

function findFault(node: GraphNode, position: number): string | null {
  if (node.id !== position) return `it stands at ${position} but has id ${node.id}`;
  if (node.op === 'AddN')
    return 'AddN adds in an order that changes from run to run: add with AddV2 in a fixed order';
  for (const dependency of [...node.inputs.map((input) => input.node), ...node.control]) {
    if (dependency.id >= node.id) return `it uses ${dependency.name}, which comes after it`;
  }
  for (const { shape } of node.outputs) {
    if (shape.some((dim, axis) => !Number.isInteger(dim) || (dim < 0 && axis > 0)))
      return `an output has the shape [${shape.join(', ')}]`;
  }
  if (node.op === 'Switch' || node.op === 'Merge') return findRoutingFault(node);
  // A node runs only where all that it waits for does.
  let needed = node.control.reduce((guard, each) => conjoinGuards(guard, each.guard), node.guard);
  needed = node.inputs.reduce((guard, each) => conjoinGuards(guard, each.guard), needed);
  return implies(node.guard, needed) ? null : 'it is said to be alive where one of its inputs is dead';
}

function findRoutingFault(node: GraphNode): string | null {
  if (node.op === 'Switch') {
    const [data, predicate] = node.inputs;
    if (predicate.dtype !== 'bool' || predicate.shape.length > 0)
      return `it is decided by ${describeTensor(predicate)}`;
    return data.dtype === node.outputs[0].dtype ? null : 'its output is of another type than its input';
  }
  const alwaysAlive = node.inputs.filter((input) => input.guard.length === 0);
  return alwaysAlive.length > 1 ? 'two of its inputs are always alive' : null;
}

/** Ten nodes either side of the fault. */
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
