import { mkdirSync, statfsSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { SetupError } from './setup-error.mjs';

/** Returns the cache folder. src/data/cache-folder.ts has the same rule, but is not compiled before the setup. */
export function getCacheFolder(env = process.env) {
  if (env.NAO_CACHE_DIR) return env.NAO_CACHE_DIR;
  const xdg = env.XDG_CACHE_HOME;
  return join(xdg && isAbsolute(xdg) ? xdg : join(findHome(env), '.cache'), 'nao');
}

/** Returns the home folder. Node throws for a user id without a name, as containers have. */
function findHome(env) {
  for (const find of [() => env.HOME ?? '', homedir, () => userInfo().homedir]) {
    try {
      const home = find();
      if (isAbsolute(home)) return home;
    } catch {
      // The next one is tried.
    }
  }
  throw new SetupError('there is no home folder for the cache: set NAO_CACHE_DIR to a writable folder');
}

/** Creates a folder. @throws SetupError if it cannot be created, or its disk has less free space than `bytes` */
export function requireDiskSpace(folder, bytes, content) {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new SetupError(
      `cannot create the cache folder ${folder} (${error.message}): set NAO_CACHE_DIR to another folder`,
    );
  }
  const disk = statfsSync(folder);
  const free = disk.bavail * disk.bsize;
  if (free < bytes) {
    throw new SetupError(
      `${content} needs ${formatGigabytes(bytes)} GB in ${folder}, where ${formatGigabytes(free)} GB are free: free some space, or set NAO_CACHE_DIR to another folder`,
    );
  }
}

function formatGigabytes(bytes) {
  return (bytes / 1e9).toFixed(1);
}
