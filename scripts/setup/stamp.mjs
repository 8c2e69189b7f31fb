import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** SHA-256 over the names (relative to the root, in a fixed order) and contents of files, and any further facts. */
export function digest(root, files, ...facts) {
  const hash = createHash('sha256');
  for (const file of files.toSorted()) {
    const content = readFileSync(file);
    hash.update(`${relative(root, file)}\0${content.length}\0`).update(content);
  }
  return hash.update(JSON.stringify(facts)).digest('hex');
}

/** All files under the folders that exist, whose name passes. */
export function filesUnder(folders, passes) {
  return folders.flatMap((folder) =>
    list(folder).flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return filesUnder([path], passes);
      return passes(entry.name) ? [path] : [];
    }),
  );
}

function list(folder) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}

/** A stamp says what a result was made from; a result without one, or with another, is made again. */
export function readStamp(file) {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** Written beside and renamed, so that a stamp is whole or absent. */
export function writeStamp(file, value) {
  mkdirSync(dirname(file), { recursive: true });
  const partial = `${file}.${process.pid}.partial`;
  writeFileSync(partial, `${value}\n`);
  renameSync(partial, file);
}
