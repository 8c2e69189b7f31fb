import { FailedError, InputError, MachineError } from '../errors';

/**
 * Translates TensorFlow's error into a `MachineError` if disk space or memory is missing, and into a `FailedError` if a
 * deterministic kernel is. Returns any other error unchanged: it is a bug.
 *
 * @param operation the signature or the model that was run
 */
export function translateError(error: unknown, operation: string): unknown {
  const message = getTensorFlowMessage(error);
  if (/No space left|ENOSPC/i.test(message)) {
    return new MachineError(`the disk is full (${firstLine(message)}): free some space`);
  }
  if (FILE_ERROR.test(message)) {
    return new MachineError(`TensorFlow cannot use a file (${firstLine(message)}): make it accessible`);
  }
  if (/OOM|out of memory|RESOURCE_EXHAUSTED|Resource exhausted/i.test(message)) {
    return new MachineError(
      `out of device memory in ${operation} (${firstLine(message)}): start anew with a smaller batch or fewer channels, or end other programs`,
    );
  }
  if (/deterministic GPU implementation/i.test(message)) {
    return new FailedError(
      `no deterministic kernel for an op of ${operation} (${firstLine(message)}): set run.deterministicOps to false`,
    );
  }
  return error;
}

/**
 * Translates TensorFlow's error after a failed restore.
 *
 * @param weights the prefix of the checkpoint's files
 */
export function translateRestoreError(error: unknown, weights: string): unknown {
  const message = getTensorFlowMessage(error);
  if (/not found in checkpoint|does not match the shape stored/i.test(message)) {
    return new InputError(
      `the weights ${weights} do not match the network built from config.yaml (${firstLine(message)}): ` +
        `use the version of nao and the settings recorded there, or start a new run`,
    );
  }
  if (DAMAGED_CHECKPOINT.test(message)) {
    return new FailedError(
      `the weights ${weights} are damaged or missing (${firstLine(message)}): restore them from a copy, or start a new run`,
    );
  }
  return translateError(error, 'restore');
}

/** The C library's texts of errors of files. */
const FILE_ERROR =
  /Read-only file system|quota exceeded|Input\/output error|Too many open files|File too large|Permission denied|No such file|Not a directory|Is a directory|File name too long/;

const DAMAGED_CHECKPOINT =
  /Read less bytes|No such file|Failed to find any matching files|sstable|Checksum does not match|corrupt|DATA_LOSS|Data loss/i;

/** Returns TensorFlow's message without the prefix that its bindings add. */
export function getTensorFlowMessage(error: unknown): string {
  // No `instanceof Error`: under Jest the addon's errors belong to another realm.
  const message = typeof error === 'object' && error !== null && 'message' in error ? error.message : error;
  return String(message).replace(/^(Session fail to run with error|Failed to load SavedModel): /, '');
}

/** Returns the first line of a message, at most 300 characters. */
export function firstLine(message: string): string {
  return message.split('\n')[0].slice(0, 300);
}
