import {
  describeTensor,
  type DType,
  type GraphBuilder,
  type GraphNode,
  isSameShape,
  type Shape,
  type Tensor,
} from '../tensor';

/**
 * A variable. The session keeps its value on the device between runs; all signatures of the graph share it.
 */
export interface Variable {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: DType;
  /** resource[] */
  readonly handle: Tensor;
}

/** Declares a variable. It has no value until an `assign` to it has run. */
export function variable(
  graph: GraphBuilder,
  name: string,
  shape: Shape,
  dtype: DType = 'float32',
): Variable {
  const handle = graph.add({
    op: 'VarHandleOp',
    name,
    attributes: {
      dtype: { type: dtype },
      shape: { shape },
      shared_name: { string: name },
      container: { string: '' },
    },
    outputs: [{ shape: [], dtype: 'resource' }],
    gradient: null,
  }).outputs[0];
  return { name, shape, dtype, handle };
}

/**
 * Reads the whole value. Gradients with respect to the variable are gradients with respect to this tensor.
 */
export function readVariable(from: Variable, after: readonly GraphNode[] = []): Tensor {
  return from.handle.node.graph.add({
    op: 'ReadVariableOp',
    inputs: [from.handle],
    control: after,
    attributes: { dtype: { type: from.dtype } },
    outputs: [{ shape: from.shape, dtype: from.dtype }],
    gradient: null,
  }).outputs[0];
}

/** Reads rows of a variable by index, without copying the others: int32 [n] -> [n, ...row]. */
export function gatherRows(from: Variable, rows: Tensor, after: readonly GraphNode[] = []): Tensor {
  if (rows.dtype !== 'int32' || rows.shape.length !== 1) {
    throw new Error(
      `ResourceGather of ${describeTensor(from)} by ${describeTensor(rows)}: rows must be int32[n]`,
    );
  }
  return from.handle.node.graph.add({
    op: 'ResourceGather',
    inputs: [from.handle, rows],
    control: after,
    attributes: {
      dtype: { type: from.dtype },
      Tindices: { type: 'int32' },
      batch_dims: { int: 0 },
      validate_indices: { bool: true },
    },
    outputs: [{ shape: [rows.shape[0], ...from.shape.slice(1)], dtype: from.dtype }],
    gradient: null,
  }).outputs[0];
}

/** Sets the value of a variable. */
export function assign(to: Variable, value: Tensor): GraphNode {
  if (!isSameShape(to.shape, value.shape) || to.dtype !== value.dtype) {
    throw new Error(
      `AssignVariableOp of ${describeTensor(value)} to variable ${to.name}, which is ${describeTensor(to)}`,
    );
  }
  return to.handle.node.graph.add({
    op: 'AssignVariableOp',
    inputs: [to.handle, value],
    attributes: { dtype: { type: to.dtype } },
    outputs: [],
  });
}

/** Sets rows of a variable: indices int32 [n], distinct; values [n, ...row]. */
export function assignRows(to: Variable, rows: Tensor, values: Tensor): GraphNode {
  if (!isSameShape(values.shape, [rows.shape[0], ...to.shape.slice(1)])) {
    throw new Error(
      `ResourceScatterUpdate of ${describeTensor(values)} into rows of variable ${to.name}, which is ${describeTensor(to)}`,
    );
  }
  return to.handle.node.graph.add({
    op: 'ResourceScatterUpdate',
    inputs: [to.handle, rows, values],
    attributes: { dtype: { type: to.dtype }, Tindices: { type: 'int32' } },
    outputs: [],
  });
}
