import fs from 'node:fs';
import { EnvironmentError, FailedError } from '../../src/errors';
import { ALWAYS, whenCase } from '../../src/graph/conditions';
import { Graph } from '../../src/graph/graph';
import {
  add,
  assign,
  cast,
  guard,
  identity,
  less,
  log,
  readVariable,
  variable,
  zerosIfDead,
} from '../../src/graph/ops';
import { Session } from '../../src/graph/session';
import { usesGpu } from '../../src/native/device';
import { loadTensorFlow } from '../../src/native/load';
import { plain, withSession } from '../support/graph/compiled';

function graphOfTwo(): Graph {
  const graph = new Graph();
  const x = graph.placeholder('x', [2], 'float32');
  const n = graph.placeholder('n', [], 'int32', 'cpu');
  graph.signature('double', { x }, { y: add(x, x), small: less(x, graph.scalar(2)) });
  graph.signature('next', { n }, { n: add(n, graph.scalar(1, 'int32')) });
  graph.signature('constant', {}, { bytes: cast(graph.constant([1, 255], [2], 'uint8'), 'int32') });
  return graph;
}

describe('Session', () => {
  test('runs each signature with its own feeds and returns typed arrays', () => {
    withSession(graphOfTwo(), (session) => {
      const { y, small } = session.run('double', { x: Float32Array.of(1, 2) });
      expect(y).toEqual(Float32Array.of(2, 4));
      expect(small).toEqual(Uint8Array.of(1, 0));
      expect(session.run('next', { n: Int32Array.of(41) }).n).toEqual(Int32Array.of(42));
      expect(session.runScalar('next', 'n', { n: Int32Array.of(-1) })).toBe(0);
      expect(session.run('constant').bytes).toEqual(Int32Array.of(1, 255));
    });
  });

  test("runs the graph as it is written, without TensorFlow's optimizer", () => {
    if (usesGpu()) return; // the optimizer is on
    const graph = new Graph();
    const holds = graph.placeholder('holds', [], 'bool', 'cpu');
    const x = guard(graph.constant([3], [1]), [whenCase({ name: 'choice', cases: [holds] }, 0)]);
    // The optimizer would rewrite x + x as 2 * x, with a control input from the Switch that leaves it dead.
    const twice = graph.add({
      op: 'AddV2',
      inputs: [x, x],
      attributes: { T: { type: 'float32' } },
      outputs: [{ shape: [1], dtype: 'float32' }],
    }).outputs[0];
    graph.signature('run', { holds }, { twice: zerosIfDead(twice, ALWAYS) });
    withSession(graph, (session) => {
      expect(session.run('run', { holds: Uint8Array.of(1) }).twice).toEqual(Float32Array.of(6));
    });
  });

  test('rejects a result of a dtype that cannot be fetched', () => {
    const graph = new Graph();
    expect(() => {
      graph.signature('run', {}, { bytes: graph.constant([1], [1], 'uint8') });
    }).toThrow('result bytes of signature run (uint8[1]) cannot be fetched: cast it to float32, int32, bool');
  });

  test('feeds a string', () => {
    const graph = new Graph();
    const name = graph.placeholder('name', [], 'string', 'cpu');
    graph.signature('run', { name }, { ran: identity(graph.scalar(7), { after: [identity(name).node] }) });
    withSession(graph, (session) => {
      expect(session.runScalar('run', 'ran', { name: 'größer ü' })).toBe(7);
    });
  });

  test.each([
    ['signature', 'none', {}, 'the graph has no signature none'],
    ['feed', 'double', {}, 'signature double needs a value for x'],
    ['name', 'double', { x: new Float32Array(2), z: new Float32Array(2) }, 'signature double has no input z'],
    ['length', 'double', { x: new Float32Array(3) }, 'x of signature double is float32[2], got 3 values'],
  ])('rejects a wrong %s', (_, signature, feeds, message) => {
    withSession(graphOfTwo(), (session) => {
      expect(() => session.run(signature, feeds)).toThrow(message);
    });
  });

  test('cannot be used after dispose', () => {
    let kept: { run(signature: string): unknown } | undefined;
    withSession(graphOfTwo(), (session) => {
      kept = session;
    });
    expect(() => kept?.run('constant')).toThrow();
  });

  test('reports the signature and the duration of each successful run to onRun', () => {
    const observed: [string, number][] = [];
    Session.onRun = (signature, seconds) => observed.push([signature, seconds]);
    try {
      withSession(graphOfTwo(), (session) => {
        session.run('constant');
        expect(() => session.run('double')).toThrow();
        session.runScalar('next', 'n', { n: Int32Array.of(1) });
      });
    } finally {
      Session.onRun = undefined;
    }
    expect(observed.map(([signature]) => signature)).toEqual(['constant', 'next']);
    for (const [, seconds] of observed) expect(seconds).toBeGreaterThan(0);
  });

  test('frees all tensors, whether a run succeeds or fails', () => {
    withSession(graphOfTwo(), (session) => {
      session.run('double', { x: Float32Array.of(1, 2) });
      const before = loadTensorFlow().memory().numTensors;
      for (let i = 0; i < 50; i++) session.run('double', { x: Float32Array.of(1, 2) });
      expect(() => session.run('double', { x: new Float32Array(1) })).toThrow();
      expect(loadTensorFlow().memory().numTensors).toBe(before);
    });
  });

  test('copies what is fed: a variable does not change with the array that it was assigned from', () => {
    // TensorFlow could use an array's memory itself only if it is aligned, hence many arrays at various addresses.
    const sizes = Array.from({ length: 64 }, (_, i) => 8 + 4 * i);
    const graph = new Graph();
    const variables = sizes.map((size, i) => variable(graph, `v${i}`, [size]));
    const fed = sizes.map((size, i) => graph.placeholder(`x${i}`, [size], 'float32'));
    const assigned = variables.map((each, i) => assign(each, fed[i]));
    graph.signature('set', Object.fromEntries(fed.map((x, i) => [`x${i}`, x])), {
      done: identity(graph.scalar(1), { after: assigned }),
    });
    graph.signature('get', {}, Object.fromEntries(variables.map((each, i) => [`v${i}`, readVariable(each)])));
    withSession(graph, (session) => {
      const arrays = sizes.map((size) => new Float32Array(size).fill(1));
      session.run('set', Object.fromEntries(arrays.map((array, i) => [`x${i}`, array])));
      for (const array of arrays) array.fill(2);
      expect(
        Object.values(plain(session.run('get')))
          .flat()
          .filter((value) => value !== 1),
      ).toEqual([]);
    });
  });

  test.each([
    [
      'A deterministic GPU implementation of X is not currently available.\n\t [[{{node train/X}}]]',
      'no deterministic kernel for an op of constant (A deterministic GPU implementation of X is not currently available.): set run.deterministicOps to false',
    ],
    [
      'OOM when allocating tensor with shape[9]',
      'out of device memory in constant (OOM when allocating tensor with shape[9]): start anew with a smaller batch or fewer channels, or end other programs',
    ],
    ['No space left on device; x', 'the disk is full (No space left on device; x): free some space'],
    [
      'runs/a/checkpoints/1.partial/x; Read-only file system',
      'TensorFlow cannot use a file (runs/a/checkpoints/1.partial/x; Read-only file system): make it accessible',
    ],
  ])("translates TensorFlow's message: %s", (tensorFlowMessage, message) => {
    withSession(graphOfTwo(), (session) => {
      const backend = loadTensorFlow().backend() as unknown as { runSavedModel(): unknown };
      const run = jest.spyOn(backend, 'runSavedModel').mockImplementation(() => {
        throw new Error(tensorFlowMessage);
      });
      try {
        expect(() => session.run('constant')).toThrow(new FailedError(message));
      } finally {
        run.mockRestore();
      }
    });
  });

  test('names the file if the graph cannot be written, and removes its folder', () => {
    const write = jest.spyOn(fs, 'writeFileSync').mockImplementation(() => {
      throw Object.assign(new Error('EFBIG: file too large, write'), { code: 'EFBIG' });
    });
    const remove = jest.spyOn(fs, 'rmSync');
    try {
      expect(() => withSession(graphOfTwo(), () => undefined)).toThrow(EnvironmentError);
      expect(() => withSession(graphOfTwo(), () => undefined)).toThrow(
        /^cannot write the graph to .*saved_model\.pb \(EFBIG: file too large, write\): free some space, or set TMPDIR to another folder$/,
      );
      expect(remove).toHaveBeenCalledTimes(2);
    } finally {
      write.mockRestore();
      remove.mockRestore();
    }
  });

  test('returns infinities and NaN', () => {
    const graph = new Graph();
    const x = graph.placeholder('x', [2], 'float32');
    graph.signature('run', { x }, { y: log(x) });
    withSession(graph, (session) => {
      expect(plain(session.run('run', { x: Float32Array.of(0, -1) })).y).toEqual([-Infinity, NaN]);
    });
  });
});
