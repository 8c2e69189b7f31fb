import { FailedError, InputError } from '../errors';

/** Kind of a resumable run, as error messages name it. */
export type ResumableRun = 'search' | 'training';

/**
 * Checks a run folder that has no checkpoint. The first checkpoint is written before the first log row, so
 * rows without a checkpoint mean that the checkpoints were lost.
 *
 * @throws FailedError if the logs have rows
 */
export function assertNoLostCheckpoints(
  run: ResumableRun,
  folder: string,
  logs: { readonly isEmpty: boolean },
): void {
  if (logs.isEmpty) return;
  throw new FailedError(
    `${folder} has logs but no checkpoint: put its checkpoints back, or start a new ${run} in another folder`,
  );
}

/**
 * Checks that a resumed run has the data it was started with.
 *
 * @param source path or name of the data
 * @throws InputError if the digests differ
 */
export function assertDataUnchanged(
  run: ResumableRun,
  source: string,
  savedDigest: string,
  currentDigest: string,
): void {
  if (savedDigest === currentDigest) return;
  throw new InputError(
    `${source} has changed since this ${run} was stopped: put the data back, or start a new ${run}`,
  );
}
