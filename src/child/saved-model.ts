import fs from 'node:fs';
import path from 'node:path';
import { Graph, type SavedVariable } from '../graph/graph';
import { groupNodes } from '../graph/group';
import {
  identity,
  type NamedValue,
  readVariable,
  restore,
  saveValues,
  variable,
  type Variable,
} from '../graph/ops';
import { Session } from '../graph/session';
import type { Shape, Tensor } from '../graph/tensor';
import { encodeSavedModel } from '../graph/write';
import type { ParameterSource } from '../layers/parameters/flat';
import { nameParameter, type ParameterSpec } from '../layers/parameters/spec';

/** Signature name that TensorFlow Serving and other tools expect. */
export const SERVING_SIGNATURE = 'serving_default';

/** Parameters of a serving graph: a variable of its own for each one that the network requests. */
export class ServingParameters implements ParameterSource {
  private readonly declared: { variable: Variable; value: Tensor; trainable: boolean }[] = [];

  constructor(private readonly graph: Graph) {}

  getWeights(name: string, specs: readonly ParameterSpec[]): Tensor[] {
    return specs.map((spec) => this.declare(nameParameter(name, spec), spec.shape));
  }

  /** Declares a variable and returns its value. @param trainable false for statistics */
  declare(name: string, shape: Shape, trainable = true): Tensor {
    const declared = variable(this.graph, name, shape);
    const value = readVariable(declared);
    this.declared.push({ variable: declared, value, trainable });
    return value;
  }

  /** Returns the name of the variable that a value was read from. */
  nameOf(value: Tensor): string {
    const found = this.declared.find((each) => each.value === value);
    if (found === undefined) throw new Error(`${value.node.name} is not the value of a parameter`);
    return found.variable.name;
  }

  /** Names of the variables, in the order of their declaration. */
  get names(): string[] {
    return this.declared.map(({ variable: { name } }) => name);
  }

  /** Adds the saver by which loaders of the SavedModel restore the variables. Build the network before. */
  addSaver(): void {
    const { graph, declared } = this;
    const all = declared.map((each) => each.variable);
    const prefix = graph.placeholder('saver/prefix', [], 'string', 'cpu');
    const values = declared.map(({ variable: { name }, value }) => ({ name, value }));
    const saved = identity(prefix, { after: [saveValues(prefix, values)] });
    const assigned = restore(prefix, all);
    const variables = declared.map(({ variable: { handle }, value, trainable }, i): SavedVariable => ({
      handle,
      restored: assigned[i],
      value,
      trainable,
    }));
    graph.saver = { prefix, saved, restored: groupNodes(graph, assigned).node, variables };
  }
}

/** Reads a training's checkpoint: declares its variables in a graph and returns the values that they hold, by name. */
type CheckpointReader = (graph: Graph) => { variables: readonly Variable[]; values: readonly NamedValue[] };

/**
 * Writes a serving graph as a SavedModel, with the parameters of a training's checkpoint.
 *
 * @param names of the serving graph's variables
 * @param checkpoint prefix of the checkpoint's files
 * @param folder new or empty
 * @throws EnvironmentError if the native library is missing
 */
export function exportSavedModel(
  serving: Graph,
  names: readonly string[],
  readCheckpoint: CheckpointReader,
  checkpoint: string,
  folder: string,
): void {
  const variables = path.join(folder, 'variables');
  fs.mkdirSync(variables, { recursive: true });
  const session = Session.open(buildConversionGraph(names, readCheckpoint));
  try {
    session.restore(checkpoint);
    session.run('save', { prefix: path.join(variables, 'variables') });
  } finally {
    session.dispose();
  }
  fs.writeFileSync(path.join(folder, 'saved_model.pb'), encodeSavedModel(serving, [SERVING_SIGNATURE]));
}

/** Builds the graph that restores a training's checkpoint and saves its values under the names of the serving graph. */
function buildConversionGraph(names: readonly string[], readCheckpoint: CheckpointReader): Graph {
  const graph = new Graph();
  const { variables, values } = readCheckpoint(graph);
  const prefix = graph.placeholder('prefix', [], 'string', 'cpu');
  const byName = new Map(values.map((each) => [each.name, each]));
  const served = names.map((name) => {
    const value = byName.get(name);
    if (value === undefined) throw new Error(`the training has no parameter ${name}`);
    return value;
  });
  graph.signature('save', { prefix }, { done: groupNodes(graph, [saveValues(prefix, served)]) });
  graph.signature('restore', { prefix }, { done: groupNodes(graph, restore(prefix, variables)) });
  return graph;
}
