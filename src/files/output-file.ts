import path from 'node:path';
import { InputError } from '../errors';
import { findFile } from './find';

/**
 * Asserts that the folder exists of a file that a user wants written.
 *
 * @param option that names the file, such as `--out`
 * @throws InputError if it does not exist or is a file
 */
export function assertParentExists(file: string, option: string): void {
  if (findFile(path.dirname(file))?.isDirectory() === true) return;
  throw new InputError(`the folder of ${file} does not exist: make it, or give another file with ${option}`);
}
