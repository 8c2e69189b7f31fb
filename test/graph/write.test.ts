import { createHash } from 'node:crypto';
import { computeGradients } from '../../src/graph/differentiate';
import { Graph } from '../../src/graph/graph';
import { groupNodes } from '../../src/graph/group';
import {
  add,
  assign,
  matmul,
  mean,
  merge,
  readVariable,
  relu,
  route,
  save,
  scale,
  sparseCrossEntropy,
  square,
  unstack,
  variable,
} from '../../src/graph/ops';
import { applyMomentum } from '../../src/graph/optimizers/momentum';
import { zipGradients } from '../../src/graph/optimizers/trainable';
import { SavedModelProto } from '../../src/graph/protos';
import type { Choice, Tensor } from '../../src/graph/tensor';
import { encodeSavedModel } from '../../src/graph/write';
import { expectGolden } from '../support/graph/golden';
import { graphText } from '../support/graph/graph-text';

/** Builds a classifier of one layer with its optimizer and its checkpoint. */
function classifier(): Graph {
  const graph = new Graph();
  const x = graph.placeholder('x', [4, 3], 'float32');
  const labels = graph.placeholder('labels', [4], 'int32', 'cpu');
  const weights = variable(graph, 'weights', [3, 2]);
  const value = readVariable(weights);
  const loss = graph.scope('loss', () => mean(sparseCrossEntropy(matmul(relu(x), value), labels), [0]));
  const pairs = zipGradients([{ variable: weights, value }], computeGradients(loss, [value]));
  const learningRate = graph.scalar(0.5);
  const { nodes, state } = applyMomentum(graph, pairs, { learningRate, momentum: 0.9, nesterov: true });
  graph.signature('train', { x, labels }, { loss: add(loss, groupNodes(graph, nodes)) });
  const starts = [
    assign(weights, graph.constant([1, 2, 3, 4, 5, 6], [3, 2])),
    ...state.map(({ variable: each, initial }) => assign(each, graph.constant([initial], each.shape))),
  ];
  graph.signature('init', {}, { done: groupNodes(graph, starts) });
  const prefix = graph.placeholder('prefix', [], 'string', 'cpu');
  graph.signature('save', { prefix }, { done: groupNodes(graph, [save(prefix, [weights])]) });
  return graph;
}

/** Builds a choice between three functions, with its gradient. */
function routing(): Graph {
  const graph = new Graph();
  const flags = graph.placeholder('flags', [3], 'bool', 'cpu');
  const choice: Choice = { name: 'op', cases: unstack(flags) };
  const x = graph.placeholder('x', [], 'float32');
  const [a, b, c] = route(x, choice) as Tensor[];
  const y = merge([square(a), scale(b, 3), relu(c)]);
  const [dx] = computeGradients(y, [x]);
  graph.signature('run', { x, flags }, { y, dx: dx ?? graph.scalar(0) });
  return graph;
}

const GRAPHS: readonly [string, () => Graph][] = [
  ['classifier', classifier],
  ['routing', routing],
];

describe.each(GRAPHS)('the %s graph', (name, build) => {
  test('has the same bytes if it is built again', () => {
    expect(Buffer.from(encodeSavedModel(build())).equals(Buffer.from(encodeSavedModel(build())))).toBe(true);
  });

  test('equals the golden graph, text and bytes', () => {
    const graph = build();
    const digest = createHash('sha256').update(encodeSavedModel(graph)).digest('hex');
    expectGolden(`graph/${name}.txt`, `${graphText(graph)}sha256 of saved_model.pb ${digest}\n`);
  });
});

describe('encodeSavedModel', () => {
  test('writes a SavedModel that decodes to the same nodes, in topological order', () => {
    const message = SavedModelProto.toObject(SavedModelProto.decode(encodeSavedModel(routing())), {
      longs: Number,
    }) as {
      meta_graphs: {
        meta_info_def: { tags: string[] };
        graph_def: { node: { name: string; op: string; device?: string; input?: string[] }[] };
        signature_def: Record<string, { inputs: Record<string, { name: string }> }>;
      }[];
    };
    const [{ meta_info_def: info, graph_def: graph, signature_def: signatures }] = message.meta_graphs;
    expect(info.tags).toEqual(['serve']);
    expect(signatures.run.inputs.x.name).toBe('x:0');
    const last = graph.node.find((node) => node.name === 'run/y');
    expect(last).toMatchObject({ op: 'Identity' });
    const flags = graph.node.find((node) => node.op === 'Unpack');
    expect(flags).toMatchObject({ input: ['flags'], device: '/device:CPU:0' });
    // TensorFlow requires data inputs before control inputs, and inputs before their users.
    const seen = new Set<string>();
    for (const { name, input = [] } of graph.node) {
      for (const each of input) expect(seen).toContain(each.replace(/^\^/, '').replace(/:\d+$/, ''));
      seen.add(name);
    }
  });

  test('shares equal constants and separates constants that print alike', () => {
    const graph = new Graph();
    expect(graph.constant([0], [2, 2])).toBe(graph.constant([0], [2, 2]));
    expect(graph.constant([0], [2, 2])).not.toBe(graph.constant([0], [4]));
    expect(graph.constant([1], [1])).not.toBe(graph.constant([1], [1], 'int32'));
    expect(graph.constant(['a,b', 'c'], [2], 'string') === graph.constant(['a', 'b,c'], [2], 'string')).toBe(
      false,
    );
    expect(graph.scalar(0) === graph.scalar(-0)).toBe(false);
    expect(graph.scalar(NaN)).toBe(graph.scalar(NaN));
    expect(graph.scalar(NaN)).not.toBe(graph.scalar(Infinity));
  });
});
