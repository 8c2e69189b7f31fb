import fs from 'node:fs';
import path from 'node:path';
import { addSaver, exportSavedModel } from '../../src/child/saved-model';
import { InputError } from '../../src/errors';
import { Graph } from '../../src/graph/graph';
import { groupNodes } from '../../src/graph/group';
import { LoadedSavedModel } from '../../src/graph/loaded-saved-model';
import { add, assign, readVariable, variable } from '../../src/graph/ops';
import { withSession } from '../support/graph/compiled';
import { temporaryFolder } from '../support/temp-folder';

const folder = temporaryFolder();
const model = (): string => path.join(folder(), 'model');

/** Builds a graph that adds a variable of twos to its input. */
function program(): Graph {
  const graph = new Graph();
  const twos = variable(graph, 'twos', [2]);
  const x = graph.placeholder('x', [2], 'float32');
  graph.signature('init', {}, { done: groupNodes(graph, [assign(twos, graph.constant([2, 2], [2]))]) });
  graph.signature('serving_default', { x }, { y: add(x, readVariable(twos)) });
  addSaver(graph, [twos]);
  return graph;
}

beforeEach(() => {
  const checkpoint = path.join(folder(), 'checkpoint');
  withSession(program(), (session) => {
    session.run('init');
    session.run('save', { prefix: checkpoint });
  });
  exportSavedModel(program(), checkpoint, model());
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
