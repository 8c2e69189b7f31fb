import type { Graph } from '../../../src/graph/graph';
import { groupNodes } from '../../../src/graph/group';
import { assign, readVariable, type Variable } from '../../../src/graph/ops';
import type { DType, GraphNode, Shape, Tensor } from '../../../src/graph/tensor';

/** Returns the variables of a graph: parameters, optimizer state and hidden states. */
export function variablesOf(graph: Graph): Variable[] {
  return graph.nodes
    .filter((node) => node.op === 'VarHandleOp')
    .map((node) => ({
      name: node.name,
      shape: shapeOf(node),
      dtype: dtypeOf(node),
      handle: node.outputs[0],
    }));
}

function dtypeOf({ name, attributes: { dtype } }: GraphNode): DType {
  if (!('type' in dtype)) throw new Error(`${name} has no type`);
  return dtype.type;
}

function shapeOf({ name, attributes: { shape } }: GraphNode): Shape {
  if (!('shape' in shape)) throw new Error(`${name} has no shape`);
  return shape.shape;
}

/** Adds the signatures `read` and `write` for all of the variables. */
export function addReadAndWrite(graph: Graph, variables: readonly Variable[]): void {
  graph.signature('read', {}, Object.fromEntries(variables.map((each) => [each.name, readVariable(each)])));
  const values: Record<string, Tensor> = Object.fromEntries(
    variables.map(({ name, shape }) => [name, graph.placeholder(`write/${name}`, shape, 'float32')]),
  );
  const assigned = variables.map((each) => assign(each, values[each.name]));
  const done = groupNodes(graph, assigned);
  graph.signature('write', values, { done });
}
