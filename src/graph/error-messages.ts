import { FailedError, InputError } from '../errors';

/**
 * TensorFlow's message in the user's words where disk, memory or a kernel lacks; all else is a fault of the program.
 *
 * @param operation what was run
 */
export function translateError(error: unknown, operation: string): unknown {
  const message = getTensorFlowMessage(error);
  if (/No space left|ENOSPC/i.test(message)) {
    return new FailedError(`The disk is full: ${firstLine(message)}. Free some space and resume the run.`);
  }
  if (/OOM|out of memory|RESOURCE_EXHAUSTED|Resource exhausted/i.test(message)) {
    return new FailedError(
      `The device ran out of memory in ${operation}: ${firstLine(message)}. Lower the batch size or the number of channels.`,
    );
  }
  if (/deterministic GPU implementation/i.test(message)) {
    return new FailedError(
      `TensorFlow refuses an op of ${operation} (${firstLine(message)}): set run.deterministicOps to false.`,
    );
  }
  return error;
}

/** As `explainFailure`, where weights were read. @param weights their files' prefix */
export function translateRestoreError(error: unknown, weights: string): unknown {
  const message = getTensorFlowMessage(error);
  if (/not found in checkpoint|does not match the shape stored/i.test(message)) {
    return new InputError(
      `the weights ${weights} are of another network than this version of nao builds of the settings in config.yaml (${firstLine(message)}): ` +
        `use the version that config.yaml names, and its settings as they were, or start anew`,
    );
  }
  if (DAMAGED_CHECKPOINT.test(message)) {
    return new FailedError(
      `the weights ${weights} are damaged or missing (${firstLine(message)}): put a copy of them back, or start anew`,
    );
  }
  return translateError(error, 'restore');
}

const DAMAGED_CHECKPOINT =
  /Read less bytes|No such file|Failed to find any matching files|sstable|Checksum does not match|corrupt|DATA_LOSS|Data loss/i;

/** TensorFlow's message, without the words that its bindings put before every failure. */
export function getTensorFlowMessage(error: unknown): string {
  // Not by its class: under Jest the addon's errors belong to another realm.
  const message = typeof error === 'object' && error !== null && 'message' in error ? error.message : error;
  return String(message).replace(/^(Session fail to run with error|Failed to load SavedModel): /, '');
}

export function firstLine(message: string): string {
  return message.split('\n')[0].slice(0, 300);
}
