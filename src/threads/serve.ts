import { parentPort } from 'node:worker_threads';
import { type Failure, failureOf } from './failure';

/** What a worker thread answers to an order. */
export type Answer<Result> = { readonly kind: 'finished'; readonly result: Result } | Failure;

/** Carries out the orders that this worker thread is given. To be called by the file that the pool is given. */
export function serveOrders<Order, Result>(carryOut: (order: Order) => Result): void {
  const port = parentPort;
  if (port === null) throw new Error('orders are carried out in a worker thread');
  port.on('message', (order: Order) => {
    let answer: Answer<Result>;
    try {
      answer = { kind: 'finished', result: carryOut(order) };
    } catch (error) {
      answer = failureOf(error);
    }
    port.postMessage(answer);
  });
}
