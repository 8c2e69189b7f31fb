import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** Computes the SHA-256 of the sorted names (relative to the root) and the contents of files, and of further values. */
export function digest(root, files, ...values) {
  const hash = createHash('sha256');
  for (const file of files.toSorted()) {
    const content = readFileSync(file);
    hash.update(`${relative(root, file)}\0${content.length}\0`).update(content);
  }
  return hash.update(JSON.stringify(values)).digest('hex');
}

/** Lists the files in existing folders and their subfolders whose name passes a filter. */
export function listFiles(folders, passes) {
  return folders.flatMap((folder) =>
    list(folder).flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return listFiles([path], passes);
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

/** Reads the stamp of a result: the digest of its inputs. A result without the expected stamp is built again. */
export function readStamp(file) {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** Writes a stamp atomically. */
export function writeStamp(file, value) {
  mkdirSync(dirname(file), { recursive: true });
  const partial = `${file}.${process.pid}.partial`;
  writeFileSync(partial, `${value}\n`);
  renameSync(partial, file);
}
