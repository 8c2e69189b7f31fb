import { guardKey } from '../../../src/graph/conditions';
import type { GraphNode } from '../../../src/graph/tensor';
import { buildRnnSupernetGraph } from '../../../supernet/rnn/graph';
import { withoutGpuKernel } from '../../support/graph/gpu-kernels';
import { EVERYTHING } from '../../support/supernet/rnn';

const { graph } = buildRnnSupernetGraph(EVERYTHING);
const { nodes } = graph;

describe('the graph of a network for recurrent cells with everything on', () => {
  test('has a GPU kernel for every op and its types, or the op is pinned to the CPU', () => {
    expect(withoutGpuKernel(graph)).toEqual([]);
  });

  test('adds in a fixed order: no AddN, and no AddV2 that TensorFlow would make one of', () => {
    expect(nodes.filter(({ op }) => op === 'AddN' || op === 'AccumulateNV2')).toEqual([]);
    const additions = nodes.filter(({ op }) => op === 'AddV2' || op === 'Add');
    expect(additions.length).toBeGreaterThan(100);
    const mark = '_grappler_ArithmeticOptimizer_AddOpsRewriteStage';
    expect(additions.filter(({ attributes }) => !(mark in attributes)).map(({ name }) => name)).toEqual([]);
  });

  test('computes each function of a node, and its gradient, only where the node has chosen it', () => {
    // Sigmoids are gates too, which every node has.
    for (const op of ['Tanh', 'Relu', 'ReluGrad']) {
      const found = nodes.filter((node) => node.op === op);
      const number = ['Tanh', 'Relu', 'ReluGrad'].indexOf(op) === 0 ? 0 : 1;
      // Once a node and step, forward in training and scoring.
      if (op !== 'ReluGrad') expect(found).toHaveLength(2 * EVERYTHING.nodes * EVERYTHING.bpttSteps);
      for (const { outputs } of found) expect(guardKey(outputs[0].guard)).toMatch(new RegExp(`/activation=${number}(&|$)`)); // prettier-ignore
    }
    const sigmoids = nodes.filter(({ op }) => op === 'Sigmoid');
    const chosen = sigmoids.filter(({ outputs }) => guardKey(outputs[0].guard).includes('/activation=2'));
    expect([chosen.length, sigmoids.length]).toEqual([32, 64]);
  });

  test('puts the slices of weights together once for all time steps, and projects all inputs at once', () => {
    const gathers = nodes.filter(({ op, name }) => op === 'ResourceGather' && name.startsWith('train/'));
    // The slices, once; the rest is averaging: weights, average and count.
    expect(gathers.length).toBeLessThanOrEqual(4);
    const { batchSize: batch, bpttSteps: time, hiddenSize: units } = EVERYTHING;
    const projections = nodes.filter(
      ({ op, outputs }) => op === 'MatMul' && outputs[0].shape.join() === `${time * batch},${2 * units}`,
    );
    expect(projections).toHaveLength(1);
  });

  test('multiplies for the gradient of each matrix of a node once, not at every step', () => {
    const { hiddenSize: units, nodes: count } = EVERYTHING;
    const products = nodes.filter(
      ({ op, attributes, outputs }) =>
        op === 'MatMul' &&
        'bool' in attributes.transpose_a &&
        attributes.transpose_a.bool &&
        outputs[0].shape.join() === `${units},${2 * units}`,
    );
    // Input, hidden state and each later node.
    expect(products).toHaveLength(2 + count - 1);
  });

  test('decides routes on the CPU, where a Switch reads them', () => {
    const deciders = new Set<GraphNode>();
    for (const node of nodes) if (node.op === 'Switch') deciders.add(node.inputs[1].node);
    expect(deciders.size).toBeGreaterThan(0);
    expect([...deciders].filter(({ device }) => device !== 'cpu').map(({ name }) => name)).toEqual([]);
  });

  test('draws each random number from a seed that is fed', () => {
    const draws = nodes.filter(({ op }) => op.includes('Random'));
    // Four masks; embedding, fixed parameters and slices at the start.
    expect(draws).toHaveLength(7);
    expect(draws.filter(({ op }) => !op.startsWith('Stateless'))).toEqual([]);
    for (const { inputs } of draws) expect(fedBy(inputs[1].node)).toMatch(/^(train|init)\/seed$/);
  });

  test('is the same graph each time that it is built', () => {
    expect(buildRnnSupernetGraph(EVERYTHING).graph.nodes.map(textOf)).toEqual(nodes.map(textOf));
  });
});

/** The placeholder that a value is computed from. */
function fedBy(node: GraphNode): string {
  if (node.op === 'Placeholder') return node.name;
  return node.inputs.map((input) => fedBy(input.node)).find((name) => name !== '') ?? '';
}

function textOf({ name, op, inputs, control, device, attributes }: GraphNode): string {
  const from = [
    ...inputs.map(({ node, output }) => `${node.name}:${output}`),
    ...control.map((each) => each.name),
  ];
  return `${name} ${op} ${from.join()} ${device} ${JSON.stringify(attributes)}`;
}
