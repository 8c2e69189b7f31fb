import { parentPort } from 'node:worker_threads';
import { type SerializedError, serializeError } from './failure';

/** Response of a worker thread to a task. */
export type TaskResponse<Result> = { readonly kind: 'finished'; readonly result: Result } | SerializedError;

/** Runs the tasks posted to this worker thread. Called by the file that a thread pool starts. */
export function serveTasks<Task, Result>(runTask: (task: Task) => Result): void {
  const port = parentPort;
  if (port === null) throw new Error('serveTasks must be called in a worker thread');
  port.on('message', (task: Task) => {
    let response: TaskResponse<Result>;
    try {
      response = { kind: 'finished', result: runTask(task) };
    } catch (error) {
      response = serializeError(error);
    }
    port.postMessage(response);
  });
}
