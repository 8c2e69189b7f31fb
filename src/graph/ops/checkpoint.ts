import type { GraphBuilder, GraphNode, Tensor } from '../tensor';
import { assign, readVariable, type Variable } from './variable';

/*
 * Checkpoints in TensorFlow's format, readable in Python by `tf.train.load_checkpoint(prefix)`. The prefix of
 * the files is fed. These ops have no GPU kernel and work on host memory.
 */

/** Writes the variables as `PREFIX.index` and `PREFIX.data-00000-of-00001`. @param prefix string scalar */
export function save(prefix: Tensor, variables: readonly Variable[]): GraphNode {
  return addSave(prefix, variables, (each) => readVariable(each));
}

/** A value in a checkpoint. */
export interface NamedValue {
  readonly name: string;
  readonly value: Tensor;
}

/** Writes values as a checkpoint of variables with their names. @param prefix string scalar */
export function saveValues(prefix: Tensor, values: readonly NamedValue[]): GraphNode {
  return addSave(prefix, values, ({ value }) => value);
}

/** @param read returns the value of an entry; called after names and slices are added, so that graphs keep the order of their nodes */
function addSave<Entry extends { readonly name: string }>(
  prefix: Tensor,
  entries: readonly Entry[],
  read: (entry: Entry) => Tensor,
): GraphNode {
  const { graph } = prefix.node;
  const names = createNames(graph, entries);
  const slices = createEmptySliceSpecs(graph, entries);
  const values = entries.map(read);
  return graph.add({
    op: 'SaveV2',
    inputs: [prefix, names, slices, ...values],
    attributes: { dtypes: { types: values.map(({ dtype }) => dtype) } },
    outputs: [],
    device: 'cpu',
  });
}

/**
 * Reads the variables back. The nodes must run before the variables are used. At run time TensorFlow rejects
 * a checkpoint in which a variable is missing or has another shape.
 *
 * @param prefix string scalar
 */
export function restore(prefix: Tensor, variables: readonly Variable[]): GraphNode[] {
  const graph = prefix.node.graph;
  const values = graph.add({
    op: 'RestoreV2',
    inputs: [prefix, createNames(graph, variables), createFullSliceSpecs(graph, variables)],
    attributes: { dtypes: { types: variables.map((each) => each.dtype) } },
    outputs: variables.map(({ shape, dtype }) => ({ shape, dtype })),
    device: 'cpu',
  }).outputs;
  return variables.map((each, i) => assign(each, values[i]));
}

function createNames(graph: GraphBuilder, variables: readonly { readonly name: string }[]): Tensor {
  return graph.constant(
    variables.map((each) => each.name),
    [variables.length],
    'string',
  );
}

/** Returns an empty slice specification for each variable: the whole tensor. */
function createEmptySliceSpecs(graph: GraphBuilder, variables: readonly unknown[]): Tensor {
  return graph.constant(
    variables.map(() => ''),
    [variables.length],
    'string',
  );
}

/**
 * Returns a slice specification of the whole shape for each variable, such as `64 10 -:-`. It enforces the
 * shape.
 */
function createFullSliceSpecs(graph: GraphBuilder, variables: readonly Variable[]): Tensor {
  return graph.constant(
    variables.map(({ shape }) =>
      shape.length === 0 ? '' : `${shape.join(' ')} ${shape.map(() => '-').join(':')}`,
    ),
    [variables.length],
    'string',
  );
}
