import { whenCase } from '../../../src/graph/conditions';
import { computeGradients } from '../../../src/graph/differentiate';
import { Graph } from '../../../src/graph/graph';
import { add, guard, merge, mul, scale, sum } from '../../../src/graph/ops';
import type { Choice } from '../../../src/graph/tensor';
import { splitRows } from '../../../src/layers/parameters/rows';
import { heNormal, onesInit } from '../../../src/layers/parameters/spec';
import { plain, withSession } from '../../support/graph/compiled';

const SPECS = [heNormal('filter', [2, 2], 2), onesInit('gamma', 1)];
/** Two rows of a filter and a scale. */
const ROWS = [1, 2, 3, 4, 5, 10, 20, 30, 40, 50];

test('splits each row into its parameters, in order', () => {
  const graph = new Graph();
  const parts = splitRows(graph.constant(ROWS, [2, 5]), SPECS);
  expect(parts.map((row) => row.map(({ shape }) => shape))).toEqual([
    [[2, 2], [1]],
    [[2, 2], [1]],
  ]);
  graph.signature('run', {}, Object.fromEntries(parts.flat().map((part, i) => [`${i}`, part])));
  withSession(graph, (session) => {
    expect(plain(session.run('run'))).toEqual({
      0: [1, 2, 3, 4],
      1: [5],
      2: [10, 20, 30, 40],
      3: [50],
    });
  });
});

test('joins the gradients of the rows that a run uses; those of the others, and of unused parameters, are zero', () => {
  const graph = new Graph();
  const flags = [0, 1].map((i) => graph.placeholder(`flag${i}`, [], 'bool', 'cpu'));
  const choice: Choice = { name: 'row', cases: flags };
  const rows = graph.placeholder('rows', [2, 5], 'float32');
  const [first, second] = splitRows(rows, SPECS);
  // The first row by its filter alone, the second by all.
  const ofFirst = sum(scale(guard(first[0], [whenCase(choice, 0)]), 3), [0, 1]);
  const ofSecond = sum(mul(guard(second[0], [whenCase(choice, 1)]), second[1]), [0, 1]);
  const [gradient] = computeGradients(add(merge([ofFirst, ofSecond]), graph.scalar(0)), [rows]);
  if (gradient === null) throw new Error('no gradient');
  graph.signature('run', { rows, flag0: flags[0], flag1: flags[1] }, { gradient });
  withSession(graph, (session) => {
    const run = (picked: number) =>
      plain(
        session.run('run', {
          rows: Float32Array.from(ROWS),
          flag0: Uint8Array.of(picked === 0 ? 1 : 0),
          flag1: Uint8Array.of(picked),
        }),
      ).gradient;
    expect(run(0)).toEqual([3, 3, 3, 3, 0, 0, 0, 0, 0, 0]);
    expect(run(1)).toEqual([0, 0, 0, 0, 0, 50, 50, 50, 50, 100]);
  });
});
