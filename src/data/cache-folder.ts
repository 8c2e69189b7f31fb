import { access, constants } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { EnvironmentError } from '../errors';
import { expandHome, findHome } from '../files/home';
import { makeFolder } from '../files/make-folder';

/**
 * Returns the cache folder: `NAO_CACHE_DIR`, or `nao` in `XDG_CACHE_HOME`, or `~/.cache/nao`. As the XDG base directory
 * specification requires, a relative `XDG_CACHE_HOME` is ignored.
 *
 * @throws EnvironmentError if neither is set and there is no home folder
 */
export function getCacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  if (environment.NAO_CACHE_DIR) return expandHome(environment.NAO_CACHE_DIR);
  const xdg = environment.XDG_CACHE_HOME;
  if (xdg && isAbsolute(xdg)) return join(xdg, 'nao');
  const home = findHome(environment);
  if (home !== undefined) return join(home, '.cache', 'nao');
  throw new EnvironmentError('there is no home folder for the cache: set NAO_CACHE_DIR to a writable folder');
}

/** Returns the folder of decoded data sets, see decoded-cache.ts. */
export function getDecodedFolder(): string {
  return join(getCacheFolder(), 'datasets');
}

/** Returns the folder of downloaded archives. */
export function getDownloadFolder(): string {
  return join(getCacheFolder(), 'downloads');
}

/** Creates a folder in the cache. @throws EnvironmentError if that fails or the folder is not writable */
export async function makeCacheFolder(folder: string): Promise<void> {
  try {
    makeFolder(folder);
    await access(folder, constants.W_OK);
  } catch (error) {
    throw new EnvironmentError(
      `cannot write to the cache folder ${folder} (${(error as Error).message}): set NAO_CACHE_DIR to a writable folder`,
      { cause: error },
    );
  }
}
