import fs from 'node:fs';
import path from 'node:path';
import { makeTemporaryFolder } from './temporary-folder';

/** Characters that make TensorFlow take the path of a file to read for a pattern. */
const PATTERN_CHARACTERS = /[*?[\\]/;

/** Calls `read` with a path to a folder that TensorFlow takes literally: the path itself, or a temporary link to it. */
export function withLiteralFolder<T>(folder: string, read: (literal: string) => T): T {
  const absolute = path.resolve(folder);
  if (!PATTERN_CHARACTERS.test(absolute)) return read(folder);
  const links = makeTemporaryFolder('nao-path-');
  try {
    const link = path.join(links, 'folder');
    fs.symlinkSync(absolute, link);
    return read(link);
  } finally {
    fs.rmSync(links, { recursive: true, force: true });
  }
}
