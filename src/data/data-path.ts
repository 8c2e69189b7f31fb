import { access, constants } from 'node:fs/promises';
import { EnvironmentError, InputError } from '../errors';
import { findFile } from '../files/find';
import { assertFileOrFolder, readNamed } from './data-file';
import { isTarName } from './tar';

/**
 * Returns the kind of a data set's path.
 *
 * @param advice what to do, for the error message
 * @throws EnvironmentError if the path does not exist; InputError if it cannot be read, or is a pipe, a socket or a device
 */
export async function findPathKind(
  path: string,
  dataset: string,
  advice: string,
): Promise<'folder' | 'archive' | 'file'> {
  const found = findFile(path);
  if (!found) throw new EnvironmentError(`there is no ${path} to read ${dataset} from: ${advice}`);
  assertFileOrFolder(path, found);
  await readNamed(path, () => access(path, constants.R_OK));
  if (found.isDirectory()) return 'folder';
  return isTarName(path) ? 'archive' : 'file';
}

/**
 * Returns true for a folder and false for an archive.
 *
 * @throws EnvironmentError if the path does not exist
 * @throws InputError if it is another kind of file
 */
export async function isFolder(path: string, dataset: string, advice: string): Promise<boolean> {
  const kind = await findPathKind(path, dataset, advice);
  if (kind === 'file')
    throw new InputError(`${path} is not a folder or a .tar, .tar.gz or .tar.xz file: ${advice}`);
  return kind === 'folder';
}
