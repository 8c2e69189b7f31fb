import { SHARE_ENV, Worker } from 'node:worker_threads';
import { errorOf } from './failure';
import type { Answer } from './serve';

/** Worker threads that all do the same. */
export interface Pool {
  /** Compiled JavaScript that calls `serveOrders`. */
  readonly file: string;
  /** Its `workerData`. */
  readonly input: unknown;
  /** At most; no more are started than there are orders. */
  readonly threads: number;
}

/** Who hears of the orders. */
export interface Listener<Order, Result> {
  finished(order: Order, result: Result): void;
  /** Asked before each order: true, and no other is begun. */
  isStopped(): boolean;
}

/**
 * Has orders carried out by worker threads, each by the next thread that is free.
 *
 * @throws UserError that an order failed with; those under way are heard of first
 */
export async function carryOut<Order, Result>(
  orders: readonly Order[],
  { file, input, threads }: Pool,
  listener: Listener<Order, Result>,
): Promise<void> {
  const waiting = [...orders];
  let failure: Error | undefined;
  const next = (): Order | undefined =>
    failure !== undefined || listener.isStopped() ? undefined : waiting.shift();

  /** One thread, from its first order to its last. */
  function work(): Promise<void> {
    return new Promise((resolve) => {
      // TensorFlow reads its environment while it loads, and only the main thread's reaches it (SHARE_ENV).
      const worker = new Worker(file, { env: SHARE_ENV, workerData: input });
      let order: Order | undefined;
      const give = (): void => {
        order = next();
        if (order === undefined) void worker.terminate().then(() => resolve());
        else worker.postMessage(order);
      };
      worker.on('message', (answer: Answer<Result>) => {
        if (answer.kind !== 'finished') failure ??= errorOf(answer);
        else if (order !== undefined) listener.finished(order, answer.result);
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
