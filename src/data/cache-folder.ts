import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * The folder for what can be made again: `NAO_CACHE_DIR`, or `nao` in `XDG_CACHE_HOME` (ignored unless absolute, as the
 * XDG base directory specification asks), or `~/.cache/nao`.
 */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  if (environment.NAO_CACHE_DIR) return environment.NAO_CACHE_DIR;
  const xdg = environment.XDG_CACHE_HOME;
  return join(xdg && isAbsolute(xdg) ? xdg : join(homedir(), '.cache'), 'nao');
}

/** Decoded data sets, see decoded-cache.ts. */
export function decodedFolder(): string {
  return join(cacheFolder(), 'datasets');
}

/** Archives as they were downloaded. */
export function downloadFolder(): string {
  return join(cacheFolder(), 'downloads');
}
