import type { Graph } from '../graph';
import { variable, type Variable } from '../ops/variable';
import type { GraphNode, Tensor } from '../tensor';

/** What an optimizer updates: a whole variable, or some rows of one. */
export interface Trainable {
  readonly variable: Variable;
  /** What was read: the variable's value, or its rows [n, ...row]. Gradients are with respect to this tensor. */
  readonly value: Tensor;
  /** The rows that were read, int32 [n], distinct; undefined for the whole variable. */
  readonly rows?: Tensor;
}

/** A trainable with the gradient of what was read; rows without a gradient in a run are not touched in it. */
export interface Gradient {
  readonly trainable: Trainable;
  readonly value: Tensor;
}

/** An optimizer's part of the graph. */
export interface OptimizerUpdate {
  /** To be run after everything that reads the parameters. */
  readonly nodes: readonly GraphNode[];
  /** The optimizer's own variables, all zero at the start unless `initial` says otherwise. */
  readonly state: readonly { readonly variable: Variable; readonly initial: number }[];
}

/** Pairs trainables with their gradients and leaves out those that the loss does not depend on. */
export function zipGradients(
  trainables: readonly Trainable[],
  gradients: readonly (Tensor | null)[],
): Gradient[] {
  return trainables.flatMap((trainable, i) => {
    const value = gradients[i];
    return value === null ? [] : [{ trainable, value }];
  });
}

/** One of the optimizer's variables beside a parameter. */
export function createSlot(graph: Graph, parameter: Variable, name: string): Variable {
  return variable(graph, `${parameter.name}/${name}`, parameter.shape);
}
