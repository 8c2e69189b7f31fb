import { SHARE_ENV, Worker } from 'node:worker_threads';
import { deserializeError } from './failure';
import type { TaskResponse } from './serve';

/** Options of a thread pool. */
export interface ThreadPoolOptions {
  /** Path of the threads' JavaScript file, which calls `serveTasks`. */
  readonly file: string;
  /** `workerData` of the threads. */
  readonly input: unknown;
  /** Maximum number of threads. No more are started than there are tasks. */
  readonly threads: number;
}

/** Callbacks of a thread pool. */
export interface TaskCallbacks<Task, Result> {
  onResult(task: Task, result: Result): void;
  /** Called before each task. If true, no more tasks are started. */
  shouldStop(): boolean;
}

/**
 * Runs tasks in a pool of worker threads. Each task goes to the next free thread.
 *
 * @throws UserError of a failed task, or the error of `onResult`, after the running tasks are finished
 */
export async function runTasks<Task, Result>(
  tasks: readonly Task[],
  { file, input, threads }: ThreadPoolOptions,
  callbacks: TaskCallbacks<Task, Result>,
): Promise<void> {
  const waiting = [...tasks];
  let failure: Error | undefined;
  const takeNext = (): Task | undefined =>
    failure !== undefined || callbacks.shouldStop() ? undefined : waiting.shift();

  /** Starts a thread. Resolves when it has no more tasks. */
  function runThread(): Promise<void> {
    return new Promise((resolve) => {
      // TensorFlow reads its environment while it loads, and only the main thread's reaches it (SHARE_ENV).
      const thread = new Worker(file, { env: SHARE_ENV, workerData: input });
      let task: Task | undefined;
      const sendNext = (): void => {
        task = takeNext();
        if (task === undefined) void thread.terminate();
        else thread.postMessage(task);
      };
      thread.on('message', (response: TaskResponse<Result>) => {
        try {
          if (response.kind !== 'finished') throw deserializeError(response);
          if (task !== undefined) callbacks.onResult(task, response.result);
        } catch (error) {
          failure ??= toError(error);
        }
        sendNext();
      });
      thread.on('error', (error) => (failure ??= toError(error)));
      thread.on('exit', (code) => {
        if (task !== undefined) failure ??= new Error(`a thread exited with code ${code} during a task`);
        resolve();
      });
      sendNext();
    });
  }

  await Promise.all(Array.from({ length: Math.min(threads, tasks.length) }, runThread));
  if (failure !== undefined) throw failure;
}

function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
