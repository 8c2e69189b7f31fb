import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../errors';
import { ignoreMissing } from '../report/read-csv';
import { findRunHolder } from '../run/folder';

/**
 * Describes the process that works on a run, and the sizes and times of its files, so that changes are seen without reading.
 *
 * @returns undefined if the folder does not exist
 */
export async function readRunSignature(folder: string): Promise<string | undefined> {
  const names = await ignoreMissing(readdir(folder));
  if (names === undefined) return undefined;
  const facts = await Promise.all(
    names
      .filter((name) => !isLock(name))
      .map(async (name) => {
        const found = await ignoreMissing(stat(path.join(folder, name)));
        return found === undefined ? name : `${name} ${found.size} ${found.mtimeMs} ${found.ino}`;
      }),
  );
  return [findHolderIfReadable(folder) ?? '', ...facts].join('\n');
}

/** The time of the lock changes every second. */
function isLock(name: string): boolean {
  return name === 'lock' || name.startsWith('lock.');
}

function findHolderIfReadable(folder: string): string | undefined {
  try {
    return findRunHolder(folder);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return undefined; // the state of the run says so
  }
}
