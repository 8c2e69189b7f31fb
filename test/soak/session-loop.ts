import { once } from 'node:events';
import { isMainThread, SHARE_ENV, Worker, workerData } from 'node:worker_threads';
import { Graph } from '../../src/graph/graph';
import { add, assign, gatherRows, identity, matmul, readVariable, variable } from '../../src/graph/ops';
import { Session } from '../../src/graph/session';
import { prepareEnvironment } from '../../src/native/environment';

/*
 * Program that loads sessions, runs them and disposes of them, one after the other: `session-loop.js SESSIONS THREADS`. Without
 * threads it does so in the main thread. Else each session has a thread of its own, THREADS at a time, and every second session is left to the
 * end of its thread. Garbage is collected after each if Node is started with --expose-gc.
 */

/** Runs of a session. */
const RUNS = 20;

const SIZE = 48;

function createGraph(): Graph {
  const graph = new Graph();
  const kept = variable(graph, 'kept', [SIZE, SIZE]);
  const x = graph.placeholder('x', [SIZE, SIZE], 'float32');
  const rows = graph.placeholder('rows', [SIZE], 'int32');
  graph.signature('assign', { x }, { done: identity(graph.scalar(1), { after: [assign(kept, x)] }) });
  graph.signature('multiply', { x }, { y: add(matmul(x, readVariable(kept)), x) });
  graph.signature('gather', { rows }, { y: gatherRows(kept, rows) });
  return graph;
}

function runSession(isDisposed: boolean): void {
  const session = Session.open(createGraph());
  for (let i = 0; i < RUNS; i++) {
    session.run('assign', { x: new Float32Array(SIZE * SIZE).fill(i) });
    session.run('multiply', { x: new Float32Array(SIZE * SIZE).fill(i) });
    session.run('gather', { rows: new Int32Array(SIZE).fill(i) });
  }
  if (isDisposed) session.dispose();
  globalThis.gc?.();
}

async function runInThreads(sessions: number, threads: number): Promise<void> {
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < sessions) {
      const thread = new Worker(__filename, { env: SHARE_ENV, workerData: { isDisposed: next++ % 2 === 0 } });
      await once(thread, 'exit');
    }
  };
  await Promise.all(Array.from({ length: threads }, work));
}

if (isMainThread) {
  prepareEnvironment();
  const [sessions, threads] = process.argv.slice(2).map(Number);
  if (threads > 0) void runInThreads(sessions, threads);
  else for (let i = 0; i < sessions; i++) runSession(true);
} else {
  runSession((workerData as { isDisposed: boolean }).isDisposed);
}
