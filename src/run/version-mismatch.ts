import { InputError } from '../errors';
import { readNaoVersion } from './version';

/** Who wrote a file: a version of nao, and its commit where that is known. */
export interface WriterVersion {
  readonly nao: string;
  readonly revision?: string;
}

/**
 * Refuses a file that is whole, but not as this version of nao writes it.
 *
 * @param difference what is not as it would be
 * @param advice what to do instead
 */
export function createVersionMismatchError(
  file: string,
  by: WriterVersion,
  difference: string,
  advice: string,
): InputError {
  return new InputError(`${file} was written by ${describeMismatch(by)} (${difference}): ${advice}`);
}

/** Refuses a whole checkpoint whose state has not the form that this version reads. @param folder the checkpoint's */
export function createCheckpointMismatchError(folder: string, by: WriterVersion): InputError {
  const advice = 'resume with that version, or start a new run with this one';
  return createVersionMismatchError(`the checkpoint ${folder}`, by, 'its state has another form', advice);
}

/** A version may have changed without its number, between two releases. */
function describeMismatch({ nao, revision }: WriterVersion): string {
  const commit = revision === undefined ? '' : `, commit ${revision.slice(0, 12)}`;
  const here = readNaoVersion();
  return nao === here
    ? `another state of nao ${nao}${commit}, or changed since`
    : `nao ${nao}${commit}, and this is nao ${here}`;
}
