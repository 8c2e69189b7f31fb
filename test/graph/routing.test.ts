import { whenCase, whenNone } from '../../src/graph/conditions';
import { computeGradients } from '../../src/graph/differentiate';
import { Graph } from '../../src/graph/graph';
import { groupNodes } from '../../src/graph/group';
import {
  add,
  addAll,
  assign,
  gatherRows,
  guard,
  log,
  merge,
  mul,
  readVariable,
  route,
  scale,
  square,
  sum,
  unstack,
  variable,
  zerosIfDead,
} from '../../src/graph/ops';
import { applyMomentum } from '../../src/graph/optimizers/momentum';
import { type Trainable, zipGradients } from '../../src/graph/optimizers/trainable';
import { Session } from '../../src/graph/session';
import { sumAlive } from '../../src/graph/sum';
import type { Choice, Tensor } from '../../src/graph/tensor';

/** Creates a choice and the placeholder of its flags. */
function choiceFrom(graph: Graph, name: string, cases: number): { choice: Choice; placeholder: Tensor } {
  const placeholder = graph.placeholder(name, [cases], 'bool', 'cpu');
  return { choice: { name, cases: unstack(placeholder) }, placeholder };
}

/** Returns the flags of a choice for the case `index`. */
function flagsFor(cases: number, index: number): Uint8Array {
  return Uint8Array.from({ length: cases }, (_, i) => (i === index ? 1 : 0));
}

describe('routing', () => {
  test('computes only the case that holds and its gradient', () => {
    const graph = new Graph();
    const { choice, placeholder } = choiceFrom(graph, 'op', 3);
    const x = graph.placeholder('x', [2], 'float32');
    const [a, b, c] = route(x, choice) as Tensor[];
    // d/dx: 2x, 3, 1/x, the last one infinite at zero
    const y = merge([square(a), scale(b, 3), log(c)]);
    const [dx] = computeGradients(sum(y, [0]), [x]);
    graph.signature('run', { x, placeholder }, { y, dx: dx as Tensor });
    const session = Session.open(graph);
    const run = (index: number, values: number[]) => {
      const { y: ys, dx: dxs } = session.run('run', {
        x: Float32Array.from(values),
        placeholder: flagsFor(3, index),
      });
      return [[...(ys as Float32Array)], [...(dxs as Float32Array)]];
    };
    expect(run(0, [0, 3])).toEqual([
      [0, 9],
      [0, 6],
    ]);
    expect(run(1, [0, 3])).toEqual([
      [0, 9],
      [3, 3],
    ]);
    expect(run(2, [1, 4])).toEqual([
      [0, expect.closeTo(Math.log(4), 5)],
      [1, 0.25],
    ]);
    session.dispose();
  });

  test('sums the gradients of the guarded consumers that are alive', () => {
    const graph = new Graph();
    const first = choiceFrom(graph, 'first', 2);
    const second = choiceFrom(graph, 'second', 2);
    const x = graph.placeholder('x', [], 'float32');
    const users = [whenCase(first.choice, 1), whenCase(second.choice, 1)];
    const unused = whenNone(users.map((user) => [user]));
    const y = addAll([
      zerosIfDead(scale(guard(x, [users[0]]), 2), []),
      zerosIfDead(scale(guard(x, [users[1]]), 3), []),
      zerosIfDead(scale(guard(x, [unused]), 5), []),
    ]);
    const [dx] = computeGradients(y, [x]);
    expect(dx?.guard).toEqual([]);
    graph.signature(
      'run',
      { x, first: first.placeholder, second: second.placeholder },
      { y, dx: dx as Tensor },
    );
    const session = Session.open(graph);
    for (const [a, b, slope] of [
      [0, 0, 5],
      [1, 0, 2],
      [0, 1, 3],
      [1, 1, 5],
    ]) {
      const result = session.run('run', {
        x: Float32Array.of(7),
        first: flagsFor(2, a),
        second: flagsFor(2, b),
      });
      expect([result.y[0], result.dx[0]]).toEqual([7 * slope, slope]);
    }
    session.dispose();
  });

  test('updates only the parameters of the case that holds', () => {
    const graph = new Graph();
    const { choice, placeholder } = choiceFrom(graph, 'op', 2);
    const [a, b] = ['a', 'b'].map((name) => variable(graph, name, []));
    const table = variable(graph, 'table', [3, 2]);
    const rows = graph.placeholder('rows', [1], 'int32', 'cpu');
    const trainables: Trainable[] = [
      { variable: a, value: readVariable(a) },
      { variable: b, value: readVariable(b) },
      { variable: table, value: gatherRows(table, rows), rows },
    ];
    const [x, z] = route(graph.scalar(2), choice) as Tensor[];
    const y = merge([mul(x, trainables[0].value), mul(z, trainables[1].value)]);
    const loss = add(y, sum(square(trainables[2].value), [0, 1]));
    const rate = graph.scalar(0.5);
    const update = applyMomentum(
      graph,
      zipGradients(
        trainables,
        computeGradients(
          loss,
          trainables.map((each) => each.value),
        ),
      ),
      {
        learningRate: rate,
        momentum: 0.5,
        nesterov: false,
      },
    );
    graph.signature('train', { placeholder, rows }, { loss: add(loss, groupNodes(graph, update.nodes)) });
    const starts = [
      assign(a, graph.scalar(1)),
      assign(b, graph.scalar(1)),
      assign(table, graph.constant([1, 2, 3, 4, 5, 6], [3, 2])),
      ...update.state.map(({ variable: each, initial }) =>
        assign(each, graph.constant([initial], each.shape)),
      ),
    ];
    graph.signature('init', {}, { done: groupNodes(graph, starts) });
    graph.signature('read', {}, { a: readVariable(a), b: readVariable(b), table: readVariable(table) });
    const session = Session.open(graph);
    session.run('init');
    expect(session.runScalar('train', 'loss', { placeholder: flagsFor(2, 1), rows: Int32Array.of(2) })).toBe(
      2 + 25 + 36,
    );
    const { a: after, b: moved, table: rowsAfter } = session.run('read');
    expect([after[0], moved[0]]).toEqual([1, 0]);
    expect([...(rowsAfter as Float32Array)]).toEqual([1, 2, 3, 4, 0, 0]);
    session.run('train', { placeholder: flagsFor(2, 1), rows: Int32Array.of(0) });
    // velocity of b: 0.5 * -1 - 0.5 * 2
    expect(session.run('read').b[0]).toBe(-1.5);
    session.dispose();
  });

  test('sumAlive adds in the order of the terms', () => {
    const graph = new Graph();
    const terms = ['p', 'q', 'r'].map((name) => graph.placeholder(name, [], 'float32'));
    const total = sumAlive(terms);
    expect(total.node.op).toBe('AddV2');
    expect(total.node.inputs[1].node.name).toBe('r');
    expect(graph.nodes.some((node) => node.op === 'AddN')).toBe(false);
  });
});
