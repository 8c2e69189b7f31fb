import { InputError } from '../errors';
import { readNaoVersion } from './version';

/** Version of nao that wrote a file, and its commit if known. */
export interface WriterVersion {
  readonly nao: string;
  readonly revision?: string;
}

/**
 * Creates the error for an intact file that does not have the format of this version of nao.
 *
 * @param difference difference from this version's format
 * @param advice what to do about it
 */
export function createVersionMismatchError(
  file: string,
  writer: WriterVersion,
  difference: string,
  advice: string,
): InputError {
  return new InputError(`${file} was written by ${describeMismatch(writer)} (${difference}): ${advice}`);
}

/** Creates the error for an intact checkpoint whose state does not have the format of this version of nao. */
export function createCheckpointMismatchError(folder: string, writer: WriterVersion): InputError {
  const advice = 'resume with that version, or start a new run with this one';
  return createVersionMismatchError(
    `the checkpoint ${folder}`,
    writer,
    'its state has another format',
    advice,
  );
}

/** Compares the versions. Between releases, nao may change without a new version number. */
function describeMismatch({ nao, revision }: WriterVersion): string {
  const commit = revision === undefined ? '' : `, commit ${revision.slice(0, 12)}`;
  const currentVersion = readNaoVersion();
  return nao === currentVersion
    ? `another revision of nao ${nao}${commit}, or was changed since`
    : `nao ${nao}${commit}, not nao ${currentVersion}`;
}
