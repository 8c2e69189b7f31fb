import type { Graph } from '../graph';
import { assign, variable, type Variable } from '../ops/variable';
import type { GraphNode, Tensor } from '../tensor';

/** A variable, or some rows of one, that an optimizer updates. */
export interface Trainable {
  readonly variable: Variable;
  /** The value of the variable or of its rows [n, ...row]. Gradients are with respect to this tensor. */
  readonly value: Tensor;
  /** The indices of the rows, int32 [n], distinct; undefined for the whole variable. */
  readonly rows?: Tensor;
}

/** A trainable with its gradient. Rows without a gradient in a run are not updated in it. */
export interface Gradient {
  readonly trainable: Trainable;
  readonly value: Tensor;
}

/** The nodes and variables that an optimizer adds to the graph. */
export interface OptimizerUpdate {
  /** The update nodes. They must run after everything that reads the parameters. */
  readonly nodes: readonly GraphNode[];
  readonly state: OptimizerState;
}

/** The optimizer's own variables with their initial values. */
export type OptimizerState = readonly { readonly variable: Variable; readonly initial: number }[];

/** Fills the optimizer's own variables with their initial values. */
export function initializeState(graph: Graph, state: OptimizerState): GraphNode[] {
  return state.map(({ variable: each, initial }) => assign(each, graph.constant([initial], each.shape)));
}

/** Pairs trainables with their gradients and omits those that the loss does not depend on. */
export function zipGradients(
  trainables: readonly Trainable[],
  gradients: readonly (Tensor | null)[],
): Gradient[] {
  return trainables.flatMap((trainable, i) => {
    const value = gradients[i];
    return value === null ? [] : [{ trainable, value }];
  });
}

/** Declares an optimizer variable of a parameter, of the same shape. */
export function createSlot(graph: Graph, parameter: Variable, name: string): Variable {
  return variable(graph, `${parameter.name}/${name}`, parameter.shape);
}
