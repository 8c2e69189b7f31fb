import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { FailedError, InputError } from '../../../src/errors';
import { Graph } from '../../../src/graph/graph';
import { groupNodes } from '../../../src/graph/group';
import { cast } from '../../../src/graph/ops/cast';
import { restore, save } from '../../../src/graph/ops/checkpoint';
import { assign, readVariable, variable } from '../../../src/graph/ops/variable';
import { plain, withSession } from '../../support/graph/compiled';

const FLOATS = [1.5, -2.25, 3e-20, 4e20, 0.1, 0].map(Math.fround);

let folder: string;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nao checkpoint ü '));
});

afterEach(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

/** Builds a graph with variables of three dtypes; `rows` changes a shape, `more` adds a variable. */
function program({ rows = 2, more = false } = {}): Graph {
  const graph = new Graph();
  const floats = variable(graph, 'scope/floats', [rows, 3]);
  const count = variable(graph, 'count', [], 'int32');
  const bytes = variable(graph, 'bytes', [4], 'uint8');
  const all = [floats, count, bytes, ...(more ? [variable(graph, 'more', [])] : [])];
  const value = graph.placeholder('value', [rows, 3], 'float32');
  const starts = [
    assign(floats, value),
    assign(count, graph.scalar(70_000, 'int32')),
    assign(bytes, graph.constant([0, 1, 128, 255], [4], 'uint8')),
  ];
  graph.signature('init', { value }, { done: groupNodes(graph, starts) });
  const prefix = graph.placeholder('prefix', [], 'string', 'cpu');
  graph.signature('save', { prefix }, { done: groupNodes(graph, [save(prefix, all)]) });
  graph.signature('restore', { prefix }, { done: groupNodes(graph, restore(prefix, all)) });
  graph.signature(
    'read',
    {},
    { floats: readVariable(floats), count: readVariable(count), bytes: cast(readVariable(bytes), 'int32') },
  );
  return graph;
}

/** Writes a checkpoint and returns its prefix. */
function saveCheckpoint(name = 'model'): string {
  const prefix = path.join(folder, name);
  withSession(program(), (session) => {
    session.run('init', { value: Float32Array.from(FLOATS) });
    session.run('save', { prefix });
  });
  return prefix;
}

describe('a checkpoint', () => {
  test('restores every bit in another session, from a path with a space', () => {
    const prefix = saveCheckpoint();
    expect(fs.readdirSync(folder).sort()).toEqual(['model.data-00000-of-00001', 'model.index']);
    withSession(program(), (session) => {
      session.restore(prefix);
      expect(plain(session.run('read'))).toEqual({
        floats: FLOATS,
        count: [70_000],
        bytes: [0, 1, 128, 255],
      });
    });
  });

  test('has equal bytes for equal values', () => {
    const [first, second] = [saveCheckpoint('first'), saveCheckpoint('second')];
    for (const end of ['.index', '.data-00000-of-00001']) {
      expect(fs.readFileSync(second + end).equals(fs.readFileSync(first + end))).toBe(true);
    }
  });

  test('keeps the values of the time when it was saved', () => {
    const prefix = path.join(folder, 'model');
    withSession(program(), (session) => {
      session.run('init', { value: Float32Array.from(FLOATS) });
      session.run('save', { prefix });
      session.run('init', { value: new Float32Array(6) });
      session.restore(prefix);
      expect(plain(session.run('read')).floats).toEqual(FLOATS);
    });
  });

  test('is rejected if a variable is missing, naming the variable', () => {
    const prefix = saveCheckpoint();
    withSession(program({ more: true }), (session) => {
      const error = catchError(() => session.restore(prefix));
      expect(error).toBeInstanceOf(InputError);
      expect(error.message).toBe(
        `the weights ${prefix} do not match the network built from config.yaml (Key more not found in checkpoint): ` +
          'use the version of nao and the settings recorded there, or start a new run',
      );
    });
  });

  test('is rejected if a variable has another shape', () => {
    const prefix = saveCheckpoint();
    withSession(program({ rows: 3 }), (session) => {
      const error = catchError(() => session.restore(prefix));
      expect(error).toBeInstanceOf(InputError);
      expect(error.message).toMatch(
        /Shape in shape_and_slice spec \[3,3\] does not match the shape stored in checkpoint: \[2,3\]/i,
      );
    });
  });

  test('is rejected if it is missing, truncated or changed by one byte', () => {
    const prefix = saveCheckpoint();
    const data = `${prefix}.data-00000-of-00001`;
    const bytes = fs.readFileSync(data);
    withSession(program(), (session) => {
      const expectDamaged = (weights: string, reason: string): void => {
        const error = catchError(() => session.restore(weights));
        expect(error).toBeInstanceOf(FailedError);
        expect(error.message).toContain(`the weights ${weights} are damaged or missing (`);
        expect(error.message).toContain(reason);
        expect(error.message).toMatch(/\): restore them from a copy, or start a new run$/);
      };
      expectDamaged(`${prefix}-absent`, 'absent');
      fs.writeFileSync(data, bytes.subarray(0, bytes.length / 2));
      expectDamaged(prefix, '');
      const changed = Buffer.from(bytes);
      changed[3] ^= 1;
      fs.writeFileSync(data, changed);
      expectDamaged(prefix, 'hecksum');
      fs.writeFileSync(data, bytes);
      expect(() => session.restore(prefix)).not.toThrow();
    });
  });
});

function catchError(act: () => unknown): Error {
  try {
    act();
  } catch (error) {
    return error as Error;
  }
  throw new Error('no error was thrown');
}
