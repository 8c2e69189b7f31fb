import { guardKey } from '../../../src/graph/conditions';
import type { GraphNode } from '../../../src/graph/tensor';
import { buildRnnSupernetGraph } from '../../../supernet/rnn/graph';
import { withoutGpuKernel } from '../../support/graph/gpu-kernels';
import { describeNode, findPlaceholder } from '../../support/graph/nodes';
import { EVERYTHING } from '../../support/supernet/rnn';

const { graph } = buildRnnSupernetGraph(EVERYTHING);
const { nodes } = graph;
const { graph: rounded } = buildRnnSupernetGraph({ ...EVERYTHING, precision: 'bfloat16' });

describe('the graph of an RNN supernet with everything on', () => {
  test('has a GPU kernel for every op and its types, or the op is pinned to the CPU', () => {
    expect(withoutGpuKernel(graph)).toEqual([]);
    expect(withoutGpuKernel(rounded)).toEqual([]);
  });

  test('has the same variables in both precisions, and computes every product in the one asked for', () => {
    const describeVariables = (all: readonly GraphNode[]) =>
      all
        .filter(({ op }) => op === 'VarHandleOp')
        .map(({ attributes: { dtype, shape } }) => JSON.stringify({ dtype, shape }));
    expect(describeVariables(rounded.nodes)).toEqual(describeVariables(nodes));
    const products = rounded.nodes.filter(({ op }) => op === 'MatMul');
    expect(products.length).toBeGreaterThan(50);
    expect(products.filter(({ outputs }) => outputs[0].dtype !== 'bfloat16')).toEqual([]);
  });

  test('sums in a fixed order: no AddN, and no AddV2 that TensorFlow would fuse into one', () => {
    expect(nodes.filter(({ op }) => op === 'AddN' || op === 'AccumulateNV2')).toEqual([]);
    const additions = nodes.filter(({ op }) => op === 'AddV2' || op === 'Add');
    expect(additions.length).toBeGreaterThan(100);
    const mark = '_grappler_ArithmeticOptimizer_AddOpsRewriteStage';
    expect(additions.filter(({ attributes }) => !(mark in attributes)).map(({ name }) => name)).toEqual([]);
  });

  test('computes an activation and its gradient only for nodes that chose it', () => {
    // Sigmoids are also the gates, which every node has.
    for (const op of ['Tanh', 'Relu', 'ReluGrad']) {
      const found = nodes.filter((node) => node.op === op);
      const number = ['Tanh', 'Relu', 'ReluGrad'].indexOf(op) === 0 ? 0 : 1;
      // Once per node and step, forward in training and evaluation.
      if (op !== 'ReluGrad') expect(found).toHaveLength(2 * EVERYTHING.nodes * EVERYTHING.bpttSteps);
      for (const { outputs } of found)
        expect(guardKey(outputs[0].guard)).toMatch(new RegExp(`/activation=${number}(&|$)`));
    }
    const sigmoids = nodes.filter(({ op }) => op === 'Sigmoid');
    const chosen = sigmoids.filter(({ outputs }) => guardKey(outputs[0].guard).includes('/activation=2'));
    expect([chosen.length, sigmoids.length]).toEqual([32, 64]);
  });

  test('gathers the weights once for all time steps, and projects all inputs at once', () => {
    const gathers = nodes.filter(({ op, name }) => op === 'ResourceGather' && name.startsWith('train/'));
    // The slices once; the others are averaging: weights, average and count.
    expect(gathers.length).toBeLessThanOrEqual(4);
    const { batchSize: batch, bpttSteps: time, hiddenSize: units } = EVERYTHING;
    const projections = nodes.filter(
      ({ op, outputs }) => op === 'MatMul' && outputs[0].shape.join() === `${time * batch},${2 * units}`,
    );
    expect(projections).toHaveLength(1);
  });

  test('multiplies once for the gradient of each matrix, not at every step', () => {
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

  test('computes routing on the CPU, where Switch reads it', () => {
    const deciders = new Set<GraphNode>();
    for (const node of nodes) if (node.op === 'Switch') deciders.add(node.inputs[1].node);
    expect(deciders.size).toBeGreaterThan(0);
    expect([...deciders].filter(({ device }) => device !== 'cpu').map(({ name }) => name)).toEqual([]);
  });

  test('derives every random number from a fed seed', () => {
    const draws = nodes.filter(({ op }) => op.includes('Random'));
    // Four masks; initial embedding, fixed parameters and slices.
    expect(draws).toHaveLength(7);
    expect(draws.filter(({ op }) => !op.startsWith('Stateless'))).toEqual([]);
    for (const { inputs } of draws) expect(findPlaceholder(inputs[1].node)).toMatch(/^(train|init)\/seed$/);
  });

  test('is the same every time it is built', () => {
    expect(buildRnnSupernetGraph(EVERYTHING).graph.nodes.map(describeNode)).toEqual(nodes.map(describeNode));
  });
});
