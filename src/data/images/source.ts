import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../../errors';
import { measureMemory } from '../../memory';
import { compareBytes } from '../byte-order';
import { runConcurrently } from '../concurrently';
import { readDataFile } from '../data-file';
import { digest, digestFile } from '../digest';
import { readTar } from '../tar';
import { hasImageName, isJunk, type ListedPath } from './class-tree';
import { listFolder } from './folder-listing';
import { assertMemory } from './memory';
import { isJpegOrPng } from './signature';

/** A folder or an archive with an image tree. */
export interface ImageSource {
  /** Its path, for messages. */
  readonly name: string;
  /** Computes a hex digest of all paths and contents. */
  fingerprint(): Promise<string>;
  /** Lists the files and folders of `train` and `test`. */
  list(): Promise<readonly ListedPath[]>;
  /** Reads a file. Each path can be read once, because a source may release the bytes. */
  read(path: string): Promise<Uint8Array>;
}

const CONCURRENT_FILES = 16;

/** Creates a source for a folder. Links are followed. */
export function createFolderSource(folder: string): ImageSource {
  let listing: Promise<readonly ListedPath[]> | undefined;
  const list = (): Promise<readonly ListedPath[]> => (listing ??= listFolder(folder));
  const read = (path: string): Promise<Buffer> => readDataFile(join(folder, path));
  return {
    name: folder,
    list,
    read,
    async fingerprint() {
      const paths = [...(await list())].sort((a, b) => compareBytes(a.path, b.path));
      const parts = new Array<string>(paths.length);
      await runConcurrently(paths.length, CONCURRENT_FILES, async (i) => {
        const { path, kind } = paths[i];
        parts[i] = `${kind} ${path} ${kind === 'image' ? digest([await read(path)]) : ''}`;
      });
      return digest(parts);
    },
  };
}

/** Creates a source for an archive. `list` keeps the encoded images in memory until they are read. */
export function createTarSource(file: string): ImageSource {
  const contents = new Map<string, Buffer>();
  return {
    name: file,
    fingerprint: () => digestFile(file, 'sha256'),
    async list() {
      // Encoded images do not get smaller when packed, so the archive's size is about that of its contents.
      const { size } = await stat(file);
      assertMemory(file, size, measureMemory().available, 'memory', 'unpack it and give the folder');
      const paths = new Map<string, ListedPath>();
      for await (const { path, bytes } of readTar(file, (name) => !isJunk(name))) {
        const kind = findKind(path, bytes);
        paths.set(path, { path, kind });
        if (bytes && kind === 'image') contents.set(path, bytes);
      }
      const root = findRoot(file, [...paths.values()]);
      return [...paths.values()]
        .filter(({ path }) => path.startsWith(root))
        .map((entry) => {
          const path = entry.path.slice(root.length);
          const bytes = contents.get(entry.path);
          if (bytes && root !== '') {
            contents.delete(entry.path);
            contents.set(path, bytes);
          }
          return { ...entry, path };
        });
    },
    read(path) {
      const bytes = contents.get(path);
      if (!bytes) return Promise.reject(new Error(`${path} of ${file} is not listed or was read before`));
      contents.delete(path);
      return Promise.resolve(bytes);
    },
  };
}

function findKind(path: string, bytes: Buffer | undefined): ListedPath['kind'] {
  if (bytes === undefined) return 'folder';
  return hasImageName(path) || isJpegOrPng(bytes) ? 'image' : 'file';
}

/**
 * Returns the folder around `train` and `test` with a trailing slash; empty if they are at the top.
 *
 * @throws InputError if several folders have images in `train` or `test`, so that it is not clear which are meant
 */
function findRoot(file: string, paths: readonly ListedPath[]): string {
  const [first = '', ...others] = new Set(
    paths
      .filter(({ kind }) => kind === 'image')
      .flatMap(({ path }) => /^((?:[^/]+\/)*?)(?:train|test)\/[^/]+\//.exec(path)?.[1] ?? []),
  );
  if (others.length === 0 || first === '' || others.includes('')) return others.includes('') ? '' : first;
  throw new InputError(
    `${file} has a data set in ${first} and another in ${others[0]}: pack only one, with train and test at the top`,
  );
}
