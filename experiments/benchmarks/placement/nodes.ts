import type { Graph } from '../../../src/graph/graph';
import type { Attribute, GraphNode } from '../../../src/graph/tensor';
import type { TypedOp } from './kernels';

/** One output of a node, as the input of another. */
export interface Edge {
  /** Position of the node that it comes from. */
  readonly from: number;
  readonly output: number;
  readonly dtype: string;
}

/** A node of a graph as TensorFlow receives it. Nodes are in topological order. */
export interface PlainNode extends TypedOp {
  readonly name: string;
  /** Pinned to the CPU. */
  readonly pinned: boolean;
  readonly inputs: readonly Edge[];
  /** Positions of the nodes that must run before. */
  readonly control: readonly number[];
  /** Shape and dtype of each output. */
  readonly outputs: readonly { readonly dtype: string; readonly shape: readonly number[] }[];
  /** Static axis of an op that splits or concatenates, if known. */
  readonly axis?: number;
}

/** Converts a graph as built. */
export function toPlainNodes(graph: Graph): PlainNode[] {
  return graph.nodes.map((node) => ({
    name: node.name,
    op: node.op,
    ...describeAttributes(node.attributes),
    pinned: node.device === 'cpu',
    inputs: node.inputs.map(({ node: { id }, output, dtype }) => ({ from: id, output, dtype })),
    control: node.control.map(({ id }) => id),
    outputs: node.outputs.map(({ dtype, shape }) => ({ dtype, shape })),
    axis: findAxis(node),
  }));
}

function describeAttributes(attributes: GraphNode['attributes']): Pick<TypedOp, 'types' | 'counts'> {
  const entries = Object.entries(attributes);
  return {
    types: Object.fromEntries(
      entries.flatMap(([name, value]) => ('type' in value ? [[name, value.type]] : [])),
    ),
    counts: Object.fromEntries(
      entries.flatMap(([name, value]) => {
        const count = countOf(value);
        return count === undefined ? [] : [[name, count]];
      }),
    ),
  };
}

function countOf(value: Attribute): number | undefined {
  if ('int' in value) return value.int;
  if ('types' in value) return value.types.length;
  return undefined;
}

/** Returns the axis of SplitV, ConcatV2 (their last input, a constant) or Unpack (an attribute). */
function findAxis({ op, inputs, attributes }: GraphNode): number | undefined {
  if (op === 'Unpack') return 'int' in attributes.axis ? attributes.axis.int : undefined;
  if (op !== 'SplitV' && op !== 'ConcatV2') return undefined;
  const { value } = inputs[inputs.length - 1].node.attributes;
  return 'tensor' in value ? Number(value.tensor.values[0]) : undefined;
}
