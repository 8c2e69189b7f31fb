import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { compareBytes } from '../byte-order';
import { runConcurrently } from '../concurrently';
import { digest, digestFile } from '../digest';
import { readTar } from '../tar';
import { isImage, isJunk, type ListedPath } from './class-tree';

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

const filesAtOnce = 16;

/** Creates a source for a folder. Links are followed. */
export function createFolderSource(folder: string): ImageSource {
  let listing: Promise<readonly ListedPath[]> | undefined;
  const list = (): Promise<readonly ListedPath[]> => (listing ??= listFolder(folder));
  const read = (path: string): Promise<Buffer> => readFile(join(folder, path));
  return {
    name: folder,
    list,
    read,
    async fingerprint() {
      const paths = [...(await list())].sort((a, b) => compareBytes(a.path, b.path));
      const parts = new Array<string>(paths.length);
      await runConcurrently(paths.length, filesAtOnce, async (i) => {
        const { path, kind } = paths[i];
        parts[i] = `${kind} ${path} ${isImage(path) ? digest([await read(path)]) : ''}`;
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
      const paths = new Map<string, ListedPath>();
      for await (const { path, bytes } of readTar(file, (name) => !isJunk(name))) {
        paths.set(path, { path, kind: bytes ? 'file' : 'folder' });
        if (bytes && isImage(path)) contents.set(path, bytes);
      }
      const root = findRoot([...paths.keys()]);
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

/** Returns the folder around `train` and `test` with a trailing slash; empty if there is none. */
function findRoot(paths: readonly string[]): string {
  if (paths.some((path) => path === 'train' || path.startsWith('train/'))) return '';
  const wrapped = paths.find((path) => /^[^/]+\/train\//.test(path));
  return wrapped === undefined ? '' : wrapped.slice(0, wrapped.indexOf('/') + 1);
}

async function listFolder(folder: string): Promise<ListedPath[]> {
  const paths: ListedPath[] = [];
  const visit = async (path: string): Promise<void> => {
    for (const entry of await readdir(join(folder, path), { withFileTypes: true })) {
      const below = path === '' ? entry.name : `${path}/${entry.name}`;
      if (isJunk(entry.name) || (path === '' && entry.name !== 'train' && entry.name !== 'test')) continue;
      const isFolder = entry.isSymbolicLink()
        ? (await stat(join(folder, below))).isDirectory()
        : entry.isDirectory();
      paths.push({ path: below, kind: isFolder ? 'folder' : 'file' });
      if (isFolder) await visit(below);
    }
  };
  await visit('');
  return paths;
}
