import { closest } from 'fastest-levenshtein';

/**
 * Errors meant for the user. Each is one sentence that says what is wrong, where, and what to do; `exitCode` is
 * what the command line exits with. Every other error is a fault of the program and keeps its stack trace.
 */
export abstract class UserError extends Error {
  abstract readonly exitCode: number;
}

/** The work was started and failed (exit code 1): a NaN loss, a full disk. */
export class FailedError extends UserError {
  readonly exitCode = 1;
}

/** Wrong usage, configuration or input, refused before work starts (exit code 2). */
export class InputError extends UserError {
  readonly exitCode = 2;
}

/** The environment lacks something: the native library, a device, a data set, a package registry (exit code 3). */
export class EnvironmentError extends UserError {
  readonly exitCode = 3;
}

/** Stopped by SIGTERM, SIGHUP or `--max-hours` (exit code 75): after a checkpoint, once the search has begun. */
export class StoppedError extends UserError {
  readonly exitCode = 75;
}

/** Interrupted by SIGINT (exit code 130): after a checkpoint, once the search has begun. */
export class InterruptedError extends UserError {
  readonly exitCode = 130;
}

/** Creates the error for an unknown name. @param kind what the name should refer to, such as `preset` */
export function createUnknownNameError(kind: string, name: string, known: readonly string[]): InputError {
  const suggestion = describeUnknownName(kind, name, closest(name, [...known]));
  return new InputError(`${suggestion} (known: ${known.join(', ')})`);
}

/** Describes an unknown name with the nearest known one. */
export function describeUnknownName(kind: string, name: string, nearest: string): string {
  return `unknown ${kind} '${name}': did you mean '${nearest}'?`;
}
