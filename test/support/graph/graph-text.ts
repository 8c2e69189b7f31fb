import type { Graph } from '../../../src/graph/graph';
import { type Attribute, describeTensor, type Shape } from '../../../src/graph/tensor';
import { tensorName } from '../../../src/graph/write';

/**
 * Formats a graph as text, one node per line, with everything that a SavedModel contains; for golden files.
 */
export function graphText(graph: Graph): string {
  const lines = graph.nodes.map((node) => {
    const inputs = [...node.inputs.map(tensorName), ...node.control.map((each) => `^${each.name}`)];
    const attributes = Object.entries(node.attributes).map(
      ([name, value]) => `${name}=${attributeText(value)}`,
    );
    const device = node.device === 'cpu' ? ' @cpu' : '';
    const outputs = node.outputs.map(describeTensor).join(', ') || 'nothing';
    return `${node.name} = ${node.op}(${inputs.join(', ')}) {${attributes.join(', ')}}${device} -> ${outputs}`;
  });
  const signatures = [...graph.signatures].map(([name, { inputs, outputs }]) => {
    const list = (tensors: typeof inputs) =>
      Object.entries(tensors).map(([key, tensor]) => `${key}: ${tensorName(tensor)}`);
    return `signature ${name} (${list(inputs).join(', ')}) -> (${list(outputs).join(', ')})`;
  });
  return [...lines, ...signatures, ''].join('\n');
}

function attributeText(value: Attribute): string {
  if ('tensor' in value) {
    const { dtype, shape, values } = value.tensor;
    return `${dtype}${shapeText(shape)}${JSON.stringify(values)}`;
  }
  if ('shape' in value) return shapeText(value.shape);
  const [plain] = Object.values(value) as [string | number | boolean | readonly unknown[]];
  return JSON.stringify(plain);
}

function shapeText(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}
