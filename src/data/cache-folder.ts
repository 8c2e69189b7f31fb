import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * The folder for what can be made again: `NAO_CACHE_DIR`, or `nao` in `XDG_CACHE_HOME` (ignored unless absolute, as the
 * XDG base directory specification asks), or `~/.cache/nao`.
 */
export function getCacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  if (environment.NAO_CACHE_DIR) return environment.NAO_CACHE_DIR;
  const xdg = environment.XDG_CACHE_HOME;
  return join(xdg && isAbsolute(xdg) ? xdg : join(homedir(), '.cache'), 'nao');
}

/** Decoded data sets, see decoded-cache.ts. */
export function getDecodedFolder(): string {
  return join(getCacheFolder(), 'datasets');
}

/** Archives as they were downloaded. */
export function getDownloadFolder(): string {
  return join(getCacheFolder(), 'downloads');
}
