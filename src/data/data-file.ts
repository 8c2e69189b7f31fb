import { readdir, readFile, stat } from 'node:fs/promises';
import { InputError } from '../errors';
import { createReadError } from '../files/read-error';
import { getErrorCode } from '../files/system-errors';

/** Reads a file or folder of a data set. @throws InputError, EnvironmentError naming it if that fails */
export async function readNamed<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw createReadError(path, error, 'make it readable or give other data');
  }
}

/** Reads a whole file. @throws InputError if it cannot be read, is no file, or is larger than Node's limit for one read (2 GiB) */
export function readDataFile(file: string): Promise<Buffer> {
  return readNamed(file, async () => {
    const found = await stat(file);
    if (!found.isDirectory()) assertFileOrFolder(file, found);
    return readFile(file);
  });
}

/** Lists the names in a folder; none if there is no such folder. @throws InputError if it cannot be read */
export function listNames(folder: string): Promise<string[]> {
  return readNamed(folder, () =>
    readdir(folder).catch((error: unknown) => {
      if (['ENOENT', 'ENOTDIR'].includes(getErrorCode(error) ?? '')) return [];
      throw error;
    }),
  );
}

/** Throws for a pipe, a socket and a device, of which reading may never end. @throws InputError */
export function assertFileOrFolder(path: string, found: { isFile(): boolean; isDirectory(): boolean }): void {
  if (found.isFile() || found.isDirectory()) return;
  throw new InputError(`${path} is neither a file nor a folder: give other data`);
}
