import fs from 'node:fs';
import { InputError } from '../errors';
import { describeReason, getErrorCode } from './system-errors';

/** Codes of the system errors that say that there is no such file. */
const MISSING = ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'];

/**
 * Returns the file or folder that a user names, or undefined if there is none.
 *
 * @throws InputError if that cannot be found out: links in a circle, a folder that must not be searched
 */
export function findFile(file: string): fs.Stats | undefined {
  try {
    return fs.statSync(file);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw new InputError(`cannot open ${file} (${describeReason(error)}): give another path`, {
      cause: error,
    });
  }
}

/** Returns true if a system error says that there is no such file. */
export function isMissing(error: unknown): boolean {
  return MISSING.includes(getErrorCode(error) ?? '');
}
