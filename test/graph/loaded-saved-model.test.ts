import fs from 'node:fs';
import path from 'node:path';
import { exportSavedModel, ServingParameters } from '../../src/child/saved-model';
import { InputError } from '../../src/errors';
import { Graph } from '../../src/graph/graph';
import { groupNodes } from '../../src/graph/group';
import { LoadedSavedModel } from '../../src/graph/loaded-saved-model';
import { add, assign, readVariable, reshape, split, variable, type Variable } from '../../src/graph/ops';
import { readStoredVariables } from '../../src/graph/saved-variables';
import { onesInit } from '../../src/layers/parameters/spec';
import { defineCheckpointSignatures } from '../../src/networks/checkpoint';
import { withSession } from '../support/graph/compiled';
import { temporaryFolder } from '../support/temp-folder';

const folder = temporaryFolder();
const model = (): string => path.join(folder(), 'model');

/** Builds the graph of a training: a variable of four numbers. */
function createTraining(): { graph: Graph; flat: Variable } {
  const graph = new Graph();
  return { graph, flat: variable(graph, 'fixed', [4]) };
}

/** Builds a graph that adds twos to its input; it has a statistic that it does not use. */
function createServing(): { graph: Graph; names: readonly string[] } {
  const graph = new Graph();
  const parameters = new ServingParameters(graph);
  const [twos] = parameters.getWeights('part', [onesInit('twos', 2)]);
  parameters.declare('part/mean', [1, 1], false);
  const x = graph.placeholder('x', [2], 'float32');
  graph.signature('serving_default', { x }, { y: add(x, twos) });
  parameters.addSaver();
  return { graph, names: parameters.names };
}

beforeEach(() => {
  const checkpoint = path.join(folder(), 'checkpoint');
  const { graph, flat } = createTraining();
  const value = graph.constant([8, 2, 2, 9], [4]);
  graph.signature('init', {}, { done: groupNodes(graph, [assign(flat, value)]) });
  defineCheckpointSignatures(graph, [flat]);
  withSession(graph, (session) => {
    session.run('init');
    session.run('save', { prefix: checkpoint });
  });
  const serving = createServing();
  const readCheckpoint = (conversion: Graph) => {
    const fixed = variable(conversion, 'fixed', [4]);
    const [mean, twos, unused] = split(readVariable(fixed), [1, 2, 1], 0);
    const values = [
      { name: 'unused', value: unused },
      { name: 'part/twos', value: twos },
      { name: 'part/mean', value: reshape(mean, [1, 1]) },
    ];
    return { variables: [fixed], values };
  };
  exportSavedModel(serving.graph, serving.names, readCheckpoint, checkpoint, model());
});

function run(input = 'x', values = Float32Array.of(1, 5), output = 'serving_default/y'): number[] {
  const served = LoadedSavedModel.open(model());
  try {
    const [sum] = served.run([{ name: input, shape: [values.length], values }], [output]);
    return Array.from(sum, Number);
  } finally {
    served.dispose();
  }
}

function inputErrorMessage(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as Error).message;
  }
  throw new Error('no error was thrown');
}

const modelError = (problem: string): string =>
  `the exported model ${model()} is damaged or does not match its architecture.json (${problem}): ` +
  "restore it from a copy, or run 'nao resume' on its training folder to export it again";

test('LoadedSavedModel runs an exported model', () => {
  expect(run()).toEqual([3, 7]);
});

test('an exported model has one variable for each parameter of its network, with the values of the training', () => {
  expect(readStoredVariables(model())).toEqual([
    { name: 'part/twos', shape: [2], values: Float32Array.of(2, 2) },
    { name: 'part/mean', shape: [1, 1], values: Float32Array.of(8) },
  ]);
});

test.each(['saved_model.pb', 'variables/variables.index', 'variables/variables.data-00000-of-00001'])(
  'LoadedSavedModel rejects a model whose %s is missing, empty or truncated',
  (part) => {
    const file = path.join(model(), part);
    const bytes = fs.readFileSync(file);
    fs.writeFileSync(file, bytes.subarray(0, bytes.length / 2));
    expect(inputErrorMessage(run)).toMatch(
      /is damaged or does not match its architecture\.json \(.+\): restore/,
    );
    fs.truncateSync(file);
    expect(inputErrorMessage(run)).toMatch(
      /is damaged or does not match its architecture\.json \(.+\): restore/,
    );
    fs.rmSync(file);
    expect(inputErrorMessage(run)).toBe(modelError(`${part} is missing`));
    fs.writeFileSync(file, bytes);
    expect(run()).toEqual([3, 7]);
  },
);

test('LoadedSavedModel rejects a model with other inputs or outputs', () => {
  expect(inputErrorMessage(() => run('images'))).toBe(
    modelError('Input op name can not be found in the graph.'),
  );
  expect(inputErrorMessage(() => run('x', Float32Array.of(1, 2, 3)))).toMatch(
    /architecture\.json \(.*shape/i,
  );
  expect(inputErrorMessage(() => run('x', undefined, 'z'))).toMatch(/architecture\.json \(Output/);
});
