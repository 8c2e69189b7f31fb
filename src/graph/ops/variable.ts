import {
  describeTensor,
  type DType,
  type GraphBuilder,
  type GraphNode,
  isSameShape,
  type Shape,
  type Tensor,
} from '../tensor';

/** A variable that the session keeps on the device from call to call, shared by all signatures of the graph. */
export interface Variable {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: DType;
  /** resource[] */
  readonly handle: Tensor;
}

/** Declares a variable. It has no value before an `assign` to it has run. */
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

/** The whole value. Gradients with respect to the variable are those with respect to this tensor. */
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

/** Rows of a variable by index, read without copying the rest: int32 [n] -> [n, ...row]. */
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

/** Gives the variable the value. */
export function assign(to: Variable, value: Tensor): GraphNode {
  if (!isSameShape(to.shape, value.shape) || to.dtype !== value.dtype) {
    throw new Error(
      `AssignVariableOp of ${describeTensor(value)} to ${to.name}, which is ${describeTensor(to)}`,
    );
  }
  return to.handle.node.graph.add({
    op: 'AssignVariableOp',
    inputs: [to.handle, value],
    attributes: { dtype: { type: to.dtype } },
    outputs: [],
  });
}

/** Replaces the rows: indices int32 [n], distinct; values [n, ...row]. */
export function assignRows(to: Variable, rows: Tensor, values: Tensor): GraphNode {
  if (!isSameShape(values.shape, [rows.shape[0], ...to.shape.slice(1)])) {
    throw new Error(
      `ResourceScatterUpdate of ${describeTensor(values)} into rows of ${to.name}, which is ${describeTensor(to)}`,
    );
  }
  return to.handle.node.graph.add({
    op: 'ResourceScatterUpdate',
    inputs: [to.handle, rows, values],
    attributes: { dtype: { type: to.dtype }, Tindices: { type: 'int32' } },
    outputs: [],
  });
}
