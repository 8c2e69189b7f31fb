import path from 'node:path';
import { SHARE_ENV, Worker } from 'node:worker_threads';
import { EnvironmentError, FailedError, InputError, type UserError } from '../errors';
import type { SearchOrder, WorkerAnswer, WorkerInput } from './task';
import type { Trace } from './trace';

/** Who hears of the searches. */
export interface Listener {
  finished(order: SearchOrder, trace: Trace): void;
  /** Asked before each search: true, and no other is begun. */
  isStopped(): boolean;
}

/**
 * Runs searches in worker threads, each search in one of them; what a search gives does not depend on which.
 *
 * @param threads at most; no more than there are orders
 * @throws UserError that a search failed with; those under way are heard of first
 */
export async function runSearches(
  orders: readonly SearchOrder[],
  input: WorkerInput,
  threads: number,
  listener: Listener,
): Promise<void> {
  const waiting = [...orders];
  let failure: Error | undefined;
  const next = (): SearchOrder | undefined =>
    failure !== undefined || listener.isStopped() ? undefined : waiting.shift();

  /** One thread, from its first search to its last. */
  function work(): Promise<void> {
    return new Promise((resolve) => {
      const worker = new Worker(path.join(__dirname, 'worker.js'), { env: SHARE_ENV, workerData: input });
      const give = (): void => {
        const order = next();
        if (order === undefined) void worker.terminate().then(() => resolve());
        else worker.postMessage(order);
      };
      worker.on('message', (message: WorkerAnswer) => {
        if (message.kind === 'finished') listener.finished(message.order, message.trace);
        else failure ??= errorOf(message);
        give();
      });
      worker.on('error', (error) => {
        failure ??= error instanceof Error ? error : new Error(String(error));
        resolve();
      });
      give();
    });
  }

  await Promise.all(Array.from({ length: Math.min(threads, orders.length) }, work));
  if (failure !== undefined) throw failure;
}

const CLASSES: readonly (new (message: string) => UserError)[] = [FailedError, InputError, EnvironmentError];

function errorOf(message: Exclude<WorkerAnswer, { kind: 'finished' }>): Error {
  if (message.kind === 'fault') {
    const fault = new Error('a worker thread failed');
    fault.stack = message.stack;
    return fault;
  }
  const errors = CLASSES.map((create) => new create(message.message));
  return errors.find(({ exitCode }) => exitCode === message.exitCode) ?? new FailedError(message.message);
}
