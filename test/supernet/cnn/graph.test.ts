import type { GraphNode } from '../../../src/graph/tensor';
import { buildCnnSupernetGraph, type CnnSupernetSpec } from '../../../supernet/cnn/graph';
import { withoutGpuKernel } from '../../support/graph/gpu-kernels';
import { describeNode, findPlaceholder } from '../../support/graph/nodes';
import { TINY } from '../../support/supernet/cnn';

const EVERYTHING: CnnSupernetSpec = {
  ...TINY,
  space: { name: 'cnn', nodes: 3 },
  momentum: 0.9,
  nesterov: true,
  weightDecay: 1e-4,
  clipNorm: 5,
  dropPathKeep: 0.9,
  dropoutKeep: 0.8,
  auxiliaryHead: true,
  labelSmoothing: 0.1,
  augmentation: { cropPaddingPixels: 2, horizontalFlip: true, cutoutPixels: 4 },
  averageWeights: true,
  accumulateStatistics: true,
  fineTuning: true,
};
const { nodes } = buildCnnSupernetGraph(EVERYTHING).graph;

describe('the graph of a supernet with everything on', () => {
  test('has a GPU kernel for every op and its types, or the op is pinned to the CPU', () => {
    expect(withoutGpuKernel(buildCnnSupernetGraph(EVERYTHING).graph)).toEqual([]);
  });

  test('sums in a fixed order: no AddN, and no AddV2 that TensorFlow would fuse into one', () => {
    expect(nodes.filter(({ op }) => op === 'AddN' || op === 'AccumulateNV2')).toEqual([]);
    const additions = nodes.filter(({ op }) => op === 'AddV2' || op === 'Add');
    expect(additions.length).toBeGreaterThan(100);
    const mark = '_grappler_ArithmeticOptimizer_AddOpsRewriteStage';
    expect(additions.filter(({ attributes }) => !(mark in attributes)).map(({ name }) => name)).toEqual([]);
  });

  test('computes routing on the CPU, where Switch reads it', () => {
    const deciders = new Set<GraphNode>();
    for (const node of nodes) if (node.op === 'Switch') deciders.add(node.inputs[1].node);
    expect(deciders.size).toBeGreaterThan(0);
    expect([...deciders].filter(({ device }) => device !== 'cpu').map(({ name }) => name)).toEqual([]);
  });

  test('derives every random number from a fed seed', () => {
    const draws = nodes.filter(({ op }) => op.includes('Random'));
    expect(draws.length).toBeGreaterThan(3);
    expect(draws.filter(({ op }) => !op.startsWith('Stateless'))).toEqual([]);
    for (const { inputs } of draws) expect(findPlaceholder(inputs[1].node)).toMatch(/^(train|init)\/seed$/);
  });

  test('is the same every time it is built', () => {
    const again = buildCnnSupernetGraph(EVERYTHING).graph.nodes;
    expect(again.map(describeNode)).toEqual(nodes.map(describeNode));
  });
});

test('a graph has no auxiliary head and no drop-path masks if they are turned off', () => {
  const plain = buildCnnSupernetGraph({
    ...EVERYTHING,
    auxiliaryHead: false,
    dropPathKeep: 1,
    dropoutKeep: 1,
  }).graph.nodes;
  const draws = (of: readonly GraphNode[]) =>
    of.filter(({ op, name }) => op === 'StatelessRandomUniform' && name.startsWith('train/')).length;
  expect([draws(nodes), draws(plain)]).toEqual([3, 1]);
  expect(plain.length).toBeLessThan(nodes.length);
});
