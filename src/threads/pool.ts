import { SHARE_ENV, Worker } from 'node:worker_threads';
import { deserializeError } from './failure';
import type { TaskResponse } from './serve';

/** Worker threads that all do the same. */
export interface ThreadPoolOptions {
  /** Compiled JavaScript that calls `serveOrders`. */
  readonly file: string;
  /** Its `workerData`. */
  readonly input: unknown;
  /** At most; no more are started than there are orders. */
  readonly threads: number;
}

/** Who hears of the orders. */
export interface TaskCallbacks<Order, Result> {
  onResult(order: Order, result: Result): void;
  /** Asked before each order: true, and no other is begun. */
  shouldStop(): boolean;
}

/**
 * Has orders carried out by worker threads, each by the next thread that is free.
 *
 * @throws UserError that an order failed with; those under way are heard of first
 */
export async function runTasks<Order, Result>(
  tasks: readonly Order[],
  { file, input, threads }: ThreadPoolOptions,
  callbacks: TaskCallbacks<Order, Result>,
): Promise<void> {
  const waiting = [...tasks];
  let failure: Error | undefined;
  const takeNext = (): Order | undefined =>
    failure !== undefined || callbacks.shouldStop() ? undefined : waiting.shift();

  /** One thread, from its first order to its last. */
  function runThread(): Promise<void> {
    return new Promise((resolve) => {
      // TensorFlow reads its environment while it loads, and only the main thread's reaches it (SHARE_ENV).
      const thread = new Worker(file, { env: SHARE_ENV, workerData: input });
      let task: Order | undefined;
      const sendNext = (): void => {
        task = takeNext();
        if (task === undefined) void thread.terminate().then(() => resolve());
        else thread.postMessage(task);
      };
      thread.on('message', (response: TaskResponse<Result>) => {
        if (response.kind !== 'finished') failure ??= deserializeError(response);
        else if (task !== undefined) callbacks.onResult(task, response.result);
        sendNext();
      });
      thread.on('error', (error) => {
        failure ??= error instanceof Error ? error : new Error(String(error));
        resolve();
      });
      sendNext();
    });
  }

  await Promise.all(Array.from({ length: Math.min(threads, tasks.length) }, runThread));
  if (failure !== undefined) throw failure;
}
