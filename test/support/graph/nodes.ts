import type { GraphNode } from '../../../src/graph/tensor';

/** Finds the placeholder that a value is computed from. */
export function findPlaceholder(node: GraphNode): string {
  if (node.op === 'Placeholder') return node.name;
  return node.inputs.map((input) => findPlaceholder(input.node)).find((name) => name !== '') ?? '';
}

/** Describes a node with everything that two builds of one graph must have in common. */
export function describeNode({ name, op, inputs, control, device, attributes }: GraphNode): string {
  const from = [
    ...inputs.map(({ node, output }) => `${node.name}:${output}`),
    ...control.map((each) => each.name),
  ];
  return `${name} ${op} ${from.join()} ${device} ${JSON.stringify(attributes)}`;
}
