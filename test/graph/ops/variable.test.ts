import { Graph } from '../../../src/graph/graph';
import { groupNodes } from '../../../src/graph/group';
import { assign, assignRows, gatherRows, readVariable, variable } from '../../../src/graph/ops/variable';
import { Session } from '../../../src/graph/session';
import { plain, withSession } from '../../support/graph/compiled';

function tableGraph(): Graph {
  const graph = new Graph();
  const table = variable(graph, 'table', [4, 2]);
  const value = graph.placeholder('value', [4, 2], 'float32');
  graph.signature('assign', { value }, { done: groupNodes(graph, [assign(table, value)]) });
  const rows = graph.placeholder('rows', [2], 'int32', 'cpu');
  const rowValues = graph.placeholder('rowValues', [2, 2], 'float32');
  const replaced = assignRows(table, rows, rowValues);
  graph.signature('replace', { rows, rowValues }, { all: readVariable(table, [replaced]) });
  const picked = graph.placeholder('picked', [3], 'int32', 'cpu');
  graph.signature('gather', { picked }, { rows: gatherRows(table, picked) });
  graph.signature('read', {}, { all: readVariable(table) });
  return graph;
}

const start = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8);

describe('a variable', () => {
  test('keeps its value between runs; its rows can be read and set', () => {
    withSession(tableGraph(), (session) => {
      session.run('assign', { value: start });
      expect(plain(session.run('gather', { picked: Int32Array.of(3, 0, 3) })).rows).toEqual([
        7, 8, 1, 2, 7, 8,
      ]);
      const changed = [1, 2, 30, 40, 5, 6, 10, 20];
      const fed = { rows: Int32Array.of(3, 1), rowValues: Float32Array.of(10, 20, 30, 40) };
      expect(plain(session.run('replace', fed)).all).toEqual(changed);
      expect(plain(session.run('read')).all).toEqual(changed);
    });
  });

  test('is not shared between sessions', () => {
    withSession(tableGraph(), (first) => {
      first.run('assign', { value: start });
      withSession(tableGraph(), (second) => {
        second.run('assign', { value: new Float32Array(8) });
        expect(plain(first.run('read')).all).toEqual([...start]);
      });
      expect(plain(first.run('read')).all).toEqual([...start]);
    });
  });

  test('has no value before it is assigned', () => {
    withSession(tableGraph(), (session) => {
      expect(() => session.run('read')).toThrow(/table/);
    });
  });

  test('rejects row indices out of range', () => {
    const session = Session.open(tableGraph());
    session.run('assign', { value: start });
    expect(() => session.run('gather', { picked: Int32Array.of(0, 4, 0) })).toThrow(/indices\[1\] = 4/);
    session.dispose();
  });
});
