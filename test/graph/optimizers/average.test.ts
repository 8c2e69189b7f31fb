import { whenCase } from '../../../src/graph/conditions';
import { computeGradients } from '../../../src/graph/differentiate';
import { Graph } from '../../../src/graph/graph';
import { groupNodes } from '../../../src/graph/group';
import {
  add,
  assign,
  gatherRows,
  guard,
  readVariable,
  sum,
  unstack,
  variable,
  zerosIfDead,
} from '../../../src/graph/ops';
import { applyPolyakAveraging } from '../../../src/graph/optimizers/average';
import { applySgd } from '../../../src/graph/optimizers/sgd';
import { type Trainable, zipGradients } from '../../../src/graph/optimizers/trainable';
import type { Choice } from '../../../src/graph/tensor';
import { plain, withSession } from '../../support/graph/compiled';

/*
 * The loss is the sum of w and of one row of a table. With learning rate 1, each step subtracts 1 from all
 * elements of w and of the row. All values are small integers or halves.
 */

interface Step {
  /** Averaging restarts before this step. */
  readonly restart?: true;
  readonly begun: number;
  /** The row of the table that is used; null if none. */
  readonly row: number | null;
  /** The expected averages of w and of the three rows. */
  readonly w: number;
  readonly rows: readonly number[];
}

/** Runs the steps and returns the averages after each. */
function computeAverages(steps: readonly Step[]): { w: number[]; table: number[] }[] {
  const graph = new Graph();
  const w = variable(graph, 'w', [2]);
  const table = variable(graph, 'table', [3, 2]);
  const fed = graph.placeholder('row', [1], 'int32', 'cpu');
  const flags = graph.placeholder('used', [2], 'bool', 'cpu');
  const used: Choice = { name: 'used', cases: unstack(flags) };
  const rows = guard(fed, [whenCase(used, 1)]);
  const begun = graph.placeholder('begun', [], 'float32');
  const trainables: Trainable[] = [
    { variable: w, value: readVariable(w) },
    { variable: table, value: gatherRows(table, rows), rows },
  ];
  const [whole, picked] = trainables.map(({ value }) => value);
  const loss = add(sum(whole, [0]), zerosIfDead(sum(picked, [0, 1]), []));
  const ready = zipGradients(trainables, computeGradients(loss, [whole, picked]));
  const update = applySgd(graph, ready, { learningRate: graph.scalar(1) });
  const updated = ready.map(({ trainable }) => trainable);
  const average = applyPolyakAveraging(graph, updated, update.nodes, begun);
  const done = groupNodes(graph, [...update.nodes, ...average.nodes]);
  graph.signature('train', { row: fed, used: flags, begun }, { done });
  const [ofW, ofTable] = [w, table].map((each) => average.averages.get(each) ?? each);
  const starts = [
    ...[w, table, ofW, ofTable].map((to) => ({ variable: to, initial: 10 })),
    ...average.state,
  ].map(({ variable: to, initial }) => assign(to, graph.constant([initial], to.shape)));
  graph.signature('init', {}, { done: groupNodes(graph, starts) });
  graph.signature('restart', {}, { done: average.restarted });
  graph.signature('read', {}, { w: readVariable(ofW), table: readVariable(ofTable) });
  return withSession(graph, (session) => {
    session.run('init');
    return steps.map((step) => {
      if (step.restart) session.run('restart');
      session.run('train', {
        row: Int32Array.of(step.row ?? 0),
        used: Uint8Array.of(Number(step.row === null), Number(step.row !== null)),
        begun: Float32Array.of(step.begun),
      });
      const { w: first, table: second } = plain(session.run('read'));
      return { w: first, table: second };
    });
  });
}

/** Repeats each value: both elements of a row are equal. */
function twice(values: readonly number[]): number[] {
  return values.flatMap((value) => [value, value]);
}

test('applyPolyakAveraging returns the values before averaging begins, then their mean since, row by row', () => {
  const steps: Step[] = [
    // Averaging has not begun: w is 9, then 8; the rows are 9.
    { begun: 0, row: 0, w: 9, rows: [9, 10, 10] },
    { begun: 0, row: 2, w: 8, rows: [9, 10, 9] },
    // w 7; row 2 becomes 8, its first value to count.
    { begun: 1, row: 2, w: 7, rows: [9, 10, 8] },
    // w 6: (7 + 6) / 2; row 0 becomes 8, its first value to count.
    { begun: 1, row: 0, w: 6.5, rows: [8, 10, 8] },
    // w 5: (7 + 6 + 5) / 3; row 2 becomes 7: (8 + 7) / 2.
    { begun: 1, row: 2, w: 6, rows: [8, 10, 7.5] },
    // w 4; no row is used or averaged.
    { begun: 1, row: null, w: 5.5, rows: [8, 10, 7.5] },
    // w 3; row 2 becomes 6: (8 + 7 + 6) / 3.
    { begun: 1, row: 2, w: 5, rows: [8, 10, 7] },
    // w 2; row 1 becomes 9.
    { begun: 1, row: 1, w: 4.5, rows: [8, 9, 7] },
    // Averaging pauses: w 1, then 0; row 2 becomes 5, then 4.
    { begun: 0, row: 2, w: 1, rows: [8, 9, 5] },
    { begun: 1, row: 2, w: 0, rows: [8, 9, 4] },
    // w -1: (0 - 1) / 2; row 2 becomes 3: (4 + 3) / 2.
    { begun: 1, row: 2, w: -0.5, rows: [8, 9, 3.5] },
    // Averaging restarts: w -2; row 2, which is not used, counts as 3, and row 0 becomes 7.
    { restart: true, begun: 1, row: 0, w: -2, rows: [7, 9, 3] },
    // w -3: (-2 - 3) / 2; row 2 becomes 2, its first value to count.
    { begun: 1, row: 2, w: -2.5, rows: [7, 9, 2] },
  ];
  computeAverages(steps).forEach(({ w, table }, i) => {
    const closeTo = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 5) as number);
    expect({ step: i, w, table }).toEqual({
      step: i,
      w: closeTo(twice([steps[i].w])),
      table: closeTo(twice(steps[i].rows)),
    });
  });
});
