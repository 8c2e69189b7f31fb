import { existsSync, readFileSync } from 'node:fs';
import { ImageError } from './dockerfile.mjs';

/**
 * Reads the .dockerignore of a Dockerfile.
 *
 * @returns {(file: string) => boolean} true for paths in the context that no step copies
 */
export function readIgnored(file) {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  const paths = lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
  const pattern = paths.find((each) => /[*?[!]/.test(each));
  if (pattern !== undefined)
    throw new ImageError(`build-image takes plain paths in .dockerignore, not ${pattern}: name each path`);
  return (name) => paths.some((each) => name === each || name.startsWith(`${each}/`));
}
