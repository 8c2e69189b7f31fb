import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * Returns the cache folder: `NAO_CACHE_DIR`, or `nao` in `XDG_CACHE_HOME`, or `~/.cache/nao`. As the XDG base directory
 * specification requires, a relative `XDG_CACHE_HOME` is ignored.
 */
export function getCacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  if (environment.NAO_CACHE_DIR) return environment.NAO_CACHE_DIR;
  const xdg = environment.XDG_CACHE_HOME;
  return join(xdg && isAbsolute(xdg) ? xdg : join(homedir(), '.cache'), 'nao');
}

/** Returns the folder of decoded data sets, see decoded-cache.ts. */
export function getDecodedFolder(): string {
  return join(getCacheFolder(), 'datasets');
}

/** Returns the folder of downloaded archives. */
export function getDownloadFolder(): string {
  return join(getCacheFolder(), 'downloads');
}
