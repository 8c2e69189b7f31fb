import { findNear } from './near-words';

/**
 * Base class of errors meant for the user. The message is one sentence: what is wrong, where, and what to do.
 * `exitCode` is the exit code of the command line. Any other error is a bug and keeps its stack trace.
 */
export abstract class UserError extends Error {
  abstract readonly exitCode: number;
}

/** A failure of work that has started (exit code 1), such as a NaN loss or a full disk. */
export class FailedError extends UserError {
  readonly exitCode = 1;
}

/**
 * A fault of the machine during work that has started (exit code 1), such as a full disk. The work is not at fault: on another
 * machine, or once the fault is mended, it may succeed. The message ends with the remedy.
 */
export class MachineError extends FailedError {
  /** Creates the error for the user of a command. @param continuation how the work goes on after the remedy */
  withContinuation(continuation: string): FailedError {
    return new FailedError(`${this.message}, then ${continuation}`, { cause: this });
  }
}

/** Wrong usage, configuration or input, rejected before work starts (exit code 2). */
export class InputError extends UserError {
  readonly exitCode = 2;
}

/**
 * A missing part of the environment (exit code 3): the native library, a device, a data set, a package
 * registry.
 */
export class EnvironmentError extends UserError {
  readonly exitCode = 3;
}

/**
 * A stop by SIGTERM, SIGHUP or `--max-hours` (exit code 75). If the search has started, a checkpoint is
 * written first.
 */
export class StoppedError extends UserError {
  readonly exitCode = 75;
}

/** An interrupt by SIGINT (exit code 130). If the search has started, a checkpoint is written first. */
export class InterruptedError extends UserError {
  readonly exitCode = 130;
}

/**
 * Creates the error for a name that does not exist; it suggests a known name that is near.
 *
 * @param kind what the name refers to, such as `preset`
 */
export function createUnknownNameError(kind: string, name: string, known: readonly string[]): InputError {
  const near = findNear(name, known);
  const advice = near === undefined ? 'choose another' : `did you mean '${near}'?`;
  return new InputError(`unknown ${kind} '${name}': ${advice} (known: ${known.join(', ')})`);
}
