import { whenCase, whenNone } from '../../src/graph/conditions';
import { computeGradients } from '../../src/graph/differentiate';
import { Graph } from '../../src/graph/graph';
import { groupNodes } from '../../src/graph/group';
import {
  addAll,
  assign,
  cast,
  gatherRows,
  guard,
  lstmCell,
  lstmCellGradient,
  randomNormal,
  randomUniform,
  readVariable,
  restore,
  save,
  square,
  sum,
  unstack,
  variable,
  zerosIfDead,
} from '../../src/graph/ops';
import { applyAdam } from '../../src/graph/optimizers/adam';
import { applyPolyakAveraging } from '../../src/graph/optimizers/average';
import { addWeightDecay, clipByGlobalNorm } from '../../src/graph/optimizers/gradient-transforms';
import { applyMomentum } from '../../src/graph/optimizers/momentum';
import { applySgd } from '../../src/graph/optimizers/sgd';
import { type Trainable, zipGradients } from '../../src/graph/optimizers/trainable';
import type { Choice, GraphNode } from '../../src/graph/tensor';
import { withoutGpuKernel } from '../support/graph/gpu-kernels';
import { CASES } from './ops/cases';

/** Builds all cases of the ops with their gradients. */
function allOps(): Graph {
  const graph = new Graph();
  CASES.forEach(({ inputs, build, gradient }, i) => {
    const tensors = inputs.map(({ shape, dtype }, j) =>
      graph.placeholder(`case${i}/${j}`, shape, dtype, dtype === 'float32' ? 'any' : 'cpu'),
    );
    const y = build(tensors, graph);
    if (y.dtype !== 'float32' || gradient === 'missing') return;
    const loss = sum(
      y,
      y.shape.map((_, axis) => axis),
    );
    computeGradients(
      loss,
      tensors.filter((each) => each.dtype === 'float32'),
    );
  });
  const [x, state, weights] = [
    [2, 3],
    [2, 4],
    [7, 16],
  ].map((shape, i) => graph.placeholder(`lstm/${i}`, shape, 'float32'));
  lstmCellGradient(lstmCell(x, state, state, weights), state, state);
  return graph;
}

const OPTIMIZERS = ['momentum', 'adam', 'gradient descent', 'averaged gradient descent'] as const;

/** Builds training with its variables, rows, guards, optimizer, checkpoints and random numbers. */
function training(optimizer: (typeof OPTIMIZERS)[number]): Graph {
  const graph = new Graph();
  const seed = graph.placeholder('seed', [2], 'int32', 'cpu');
  const flags = graph.placeholder('flags', [2], 'bool', 'cpu');
  const choice: Choice = { name: 'used', cases: unstack(flags) };
  const row = guard(graph.placeholder('row', [1], 'int32', 'cpu'), [whenCase(choice, 1)]);
  const whole = variable(graph, 'whole', [3]);
  const table = variable(graph, 'table', [4, 3]);
  const pixels = variable(graph, 'pixels', [5, 3], 'uint8');
  const trainables: Trainable[] = [
    { variable: whole, value: readVariable(whole) },
    { variable: table, value: gatherRows(table, row), rows: row },
  ];
  const [first, second] = trainables.map((each) => each.value);
  const images = gatherRows(pixels, graph.placeholder('images', [2], 'int32', 'cpu'));
  const loss = addAll([
    sum(square(first), [0]),
    zerosIfDead(sum(square(second), [0, 1]), []),
    zerosIfDead(sum(guard(randomNormal([3], seed), [whenNone([[whenCase(choice, 1)]])]), [0]), []),
    sum(randomUniform([3], seed), [0]),
    sum(cast(images, 'float32'), [0, 1]),
  ]);
  const raw = zipGradients(trainables, computeGradients(loss, [first, second]));
  const clipped = clipByGlobalNorm(addWeightDecay(raw, 0.1), 5);
  const learningRate = graph.placeholder('rate', [], 'float32');
  const updates = {
    momentum: () => applyMomentum(graph, clipped, { learningRate, momentum: 0.9, nesterov: true }).nodes,
    adam: () => applyAdam(graph, clipped, { learningRate }).nodes,
    'gradient descent': () => applySgd(graph, clipped, { learningRate }).nodes,
    'averaged gradient descent': () => averaged(applySgd(graph, clipped, { learningRate }).nodes),
  };
  const averaged = (updateNodes: readonly GraphNode[]) => {
    const active = graph.placeholder('begun', [], 'float32');
    const averagedTrainables = clipped.map(({ trainable }) => trainable);
    return applyPolyakAveraging(graph, averagedTrainables, updateNodes, active).nodes;
  };
  const prefix = graph.placeholder('prefix', [], 'string', 'cpu');
  const variables = [whole, table, pixels];
  groupNodes(graph, [
    ...updates[optimizer](),
    ...variables.map((each) => assign(each, graph.constant([0], each.shape, each.dtype))),
    save(prefix, variables),
    ...restore(prefix, variables),
  ]);
  return graph;
}

describe('withoutGpuKernel', () => {
  test('finds no op or gradient without a GPU kernel that is not pinned to the CPU', () => {
    expect(withoutGpuKernel(allOps())).toEqual([]);
  });

  test.each(OPTIMIZERS)('finds no op without a GPU kernel in training with %s', (optimizer) => {
    expect(withoutGpuKernel(training(optimizer))).toEqual([]);
  });

  test('reports ops that have no GPU kernel', () => {
    const graph = new Graph();
    const x = graph.placeholder('x', [2], 'float32');
    const attributes = { T: { type: 'float32' }, Tindices: { type: 'int32' } } as const;
    graph.add({ op: 'ResourceSparseApplyMomentum', inputs: [x], attributes, outputs: [] });
    graph.add({ op: 'Square', inputs: [x], attributes: { T: { type: 'string' } }, outputs: [] });
    graph.add({ op: 'SaveV2', inputs: [x], outputs: [], device: 'cpu' });
    expect(withoutGpuKernel(graph)).toEqual([
      'ResourceSparseApplyMomentum T=float32;Tindices=int32',
      'Square T=string',
    ]);
  });
});
