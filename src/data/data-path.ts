import { stat } from 'node:fs/promises';
import { EnvironmentError, InputError } from '../errors';
import { isTarName } from './tar';

/**
 * What lies at a path that a data set is to be read from.
 *
 * @param advice what to do, for messages
 * @throws EnvironmentError if nothing is there
 */
export async function findPathKind(
  path: string,
  dataset: string,
  advice: string,
): Promise<'folder' | 'archive' | 'file'> {
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new EnvironmentError(`There is no ${path} to read ${dataset} from: ${advice}.`);
  if (found.isDirectory()) return 'folder';
  return isTarName(path) ? 'archive' : 'file';
}

/** @throws EnvironmentError if nothing is there. @throws InputError if it is a file that is no archive */
export async function isFolder(path: string, dataset: string, advice: string): Promise<boolean> {
  const kind = await findPathKind(path, dataset, advice);
  if (kind === 'file')
    throw new InputError(`${path} is no folder, .tar, .tar.gz or .tar.xz file: ${advice}.`);
  return kind === 'folder';
}
