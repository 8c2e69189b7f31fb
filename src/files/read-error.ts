import { EnvironmentError, InputError, UserError } from '../errors';
import { getErrorCode } from './durable';

/** Codes of the errors that a user's path causes. Others, such as EMFILE or EIO, are faults of the machine. */
const PATH_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  ENOTDIR: 'a part of the path is a file',
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ELOOP: 'links in a circle',
  ENAMETOOLONG: 'the name is too long',
  ERR_FS_FILE_TOO_LARGE: 'larger than 2 GiB',
};

/**
 * Creates the error for a user's file or folder that cannot be read.
 *
 * @param what the file, such as `the table scores.csv`
 * @param advice what to do
 * @returns `error` itself if it is for the user, an InputError if the path is at fault, else an EnvironmentError
 */
export function createReadError(what: string, error: unknown, advice: string): UserError {
  if (error instanceof UserError) return error;
  const known = PATH_ERRORS[getErrorCode(error) ?? ''];
  const message = `cannot read ${what} (${known ?? describeSystemError(error)}): ${advice}`;
  return known === undefined
    ? new EnvironmentError(message, { cause: error })
    : new InputError(message, { cause: error });
}

/** Returns the system's message without the path, as in `EIO: i/o error`. */
function describeSystemError(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split(',')[0];
}
