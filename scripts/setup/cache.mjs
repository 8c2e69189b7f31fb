import { mkdirSync, statfsSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { SetupFailure } from './failure.mjs';

/** The same folder as src/data/cache-folder.ts, which is not built yet when the set-up runs. */
export function cacheFolder(env = process.env) {
  if (env.NAO_CACHE_DIR) return env.NAO_CACHE_DIR;
  const xdg = env.XDG_CACHE_HOME;
  return join(xdg && isAbsolute(xdg) ? xdg : join(homedir(), '.cache'), 'nao');
}

/** @throws SetupFailure where the folder cannot be made, or its disk has less room than that */
export function requireRoom(folder, bytes, what) {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new SetupFailure(
      `the cache folder ${folder} cannot be made (${error.message}); name another with NAO_CACHE_DIR.`,
    );
  }
  const disk = statfsSync(folder);
  const free = disk.bavail * disk.bsize;
  if (free < bytes) {
    throw new SetupFailure(
      `${what} needs ${gigabytes(bytes)} GB in ${folder}, where ${gigabytes(free)} GB are free; free some space or name another folder with NAO_CACHE_DIR.`,
    );
  }
}

function gigabytes(bytes) {
  return (bytes / 1e9).toFixed(1);
}
