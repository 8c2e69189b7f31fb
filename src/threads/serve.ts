import { parentPort } from 'node:worker_threads';
import { type SerializedError, serializeError } from './failure';

/** What a worker thread answers to an order. */
export type TaskResponse<Result> = { readonly kind: 'finished'; readonly result: Result } | SerializedError;

/** Carries out the orders that this worker thread is given. To be called by the file that the pool is given. */
export function serveTasks<Order, Result>(runTask: (task: Order) => Result): void {
  const port = parentPort;
  if (port === null) throw new Error('orders are carried out in a worker thread');
  port.on('message', (task: Order) => {
    let response: TaskResponse<Result>;
    try {
      response = { kind: 'finished', result: runTask(task) };
    } catch (error) {
      response = serializeError(error);
    }
    port.postMessage(response);
  });
}
