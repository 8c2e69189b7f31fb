import { EnvironmentError, InputError, UserError } from '../errors';
import { describeReason, getErrorCode } from './system-errors';

/** Codes of the errors that a user's path causes. Others, such as EMFILE or EIO, are faults of the machine. */
const PATH_CODES = [
  'ENOENT',
  'ENOTDIR',
  'EISDIR',
  'EACCES',
  'EPERM',
  'ELOOP',
  'ENAMETOOLONG',
  'ERR_FS_FILE_TOO_LARGE',
];

/** Reasons that are clearer for reading than those of any system call. */
const READ_REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
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
  const code = getErrorCode(error) ?? '';
  const ErrorClass = PATH_CODES.includes(code) ? InputError : EnvironmentError;
  const reason = READ_REASONS[code] ?? describeReason(error);
  return new ErrorClass(`cannot read ${what} (${reason}): ${advice}`, { cause: error });
}
