import { EnvironmentError, FailedError, InputError, UserError } from '../errors';

/** Error in a form that can be posted to another thread. Structured cloning loses an error's class. */
export type SerializedError =
  /** An error for the user, with its exit code. */
  | { readonly kind: 'failed'; readonly message: string; readonly exitCode: number }
  | { readonly kind: 'fault'; readonly stack: string };

/** Serializes an error for another thread. */
export function serializeError(error: unknown): SerializedError {
  return error instanceof UserError
    ? { kind: 'failed', message: error.message, exitCode: error.exitCode }
    : { kind: 'fault', stack: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

const ERROR_CLASSES: readonly (new (message: string) => UserError)[] = [
  FailedError,
  InputError,
  EnvironmentError,
];

/** Restores an error received from another thread. */
export function deserializeError(failure: SerializedError): Error {
  if (failure.kind === 'fault') {
    const fault = new Error('a worker thread failed');
    fault.stack = failure.stack;
    return fault;
  }
  const errors = ERROR_CLASSES.map((create) => new create(failure.message));
  return errors.find(({ exitCode }) => exitCode === failure.exitCode) ?? new FailedError(failure.message);
}
