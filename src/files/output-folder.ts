import { EnvironmentError, InputError } from '../errors';
import { makeFolder } from './make-folder';
import { describeReason, getErrorCode } from './system-errors';

/** Codes of errors of a path that the user has given, for which no folder can be made on any machine. */
const WRONG_PATH = ['EEXIST', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG'];

/**
 * Creates a folder that a user names with `--out`, and its parents, unless it exists.
 *
 * @throws InputError if the path cannot be a folder; EnvironmentError if the machine refuses it
 */
export function makeOutputFolder(folder: string): void {
  try {
    makeFolder(folder);
  } catch (error) {
    const ErrorClass = WRONG_PATH.includes(getErrorCode(error) ?? '') ? InputError : EnvironmentError;
    const reason = describeReason(error);
    throw new ErrorClass(`cannot create the folder ${folder} (${reason}): give another folder with --out`, {
      cause: error,
    });
  }
}
