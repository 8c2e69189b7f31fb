import { EnvironmentError, FailedError, InputError, MachineError, UserError } from '../errors';
import { toUserError } from '../files/system-errors';

/** Error in a form that can be posted to another thread. Structured cloning loses an error's class. */
export type SerializedError =
  /** An error for the user, with its class if that is one of `ERROR_CLASSES`, and its exit code. */
  | {
      readonly kind: 'failed';
      readonly className: string | undefined;
      readonly message: string;
      readonly exitCode: number;
    }
  | { readonly kind: 'fault'; readonly stack: string };

/** Serializes an error for another thread. */
export function serializeError(thrown: unknown): SerializedError {
  const error = toUserError(thrown);
  if (!(error instanceof UserError)) {
    return { kind: 'fault', stack: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  const { message, exitCode } = error;
  const className = ERROR_CLASSES.find((each) => error instanceof each)?.name;
  return { kind: 'failed', className, message, exitCode };
}

/** Classes that keep their class between threads, subclasses first. */
const ERROR_CLASSES: readonly (new (message: string) => UserError)[] = [
  MachineError,
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
  const errorClass = ERROR_CLASSES.find(({ name }) => name === failure.className) ?? FailedError;
  return new errorClass(failure.message);
}
