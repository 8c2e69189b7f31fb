/** A promise with its resolve and reject functions (`Promise.withResolvers`, which needs Node 22). */
export interface Deferred<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(error: Error): void;
}

/** Creates a deferred promise. Its rejection need not be handled. */
export function createDeferred<T>(): Deferred<T> {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<T>((onValue, onError) => {
    resolve = onValue;
    reject = onError;
  });
  // An unhandled rejection would end the process.
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}
