import fs from 'node:fs';
import { InputError } from '../errors';
import { getErrorCode } from './system-errors';

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
    if (MISSING.includes(getErrorCode(error) ?? '')) return undefined;
    throw new InputError(`cannot open ${file} (${(error as Error).message}): give another path`, {
      cause: error,
    });
  }
}
