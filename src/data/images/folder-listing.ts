import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../../errors';
import { readStart } from '../../files/read-start';
import { getErrorCode } from '../../files/system-errors';
import { assertFileOrFolder, readNamed } from '../data-file';
import { decodeFileName } from '../file-name';
import { hasImageName, isJunk, type ListedPath } from './class-tree';
import { isJpegOrPng, SIGNATURE_BYTES } from './signature';

/**
 * Lists the files and folders of `train` and `test` in a folder, without junk. Links are followed.
 *
 * @throws InputError naming a name that is not UTF-8, a link to nothing or to a folder around it, what is neither file nor
 *   folder, or what cannot be read
 */
export async function listFolder(root: string): Promise<ListedPath[]> {
  const paths: ListedPath[] = [];

  /** @param ancestors real paths of the folder and of those around it, the folder itself last */
  const visit = async (path: string, ancestors: readonly string[]): Promise<void> => {
    const folder = join(root, path);
    const entries = await readNamed(folder, () =>
      readdir(folder, { withFileTypes: true, encoding: 'buffer' }),
    );
    for (const entry of entries) {
      const name = decodeFileName(entry.name, folder);
      const below = path === '' ? name : `${path}/${name}`;
      if (isJunk(name) || (path === '' && name !== 'train' && name !== 'test')) continue;
      const kind = await findKind(root, below, entry);
      paths.push({ path: below, kind });
      if (kind === 'folder') await visit(below, [...ancestors, await resolveFolder(below, entry, ancestors)]);
    }
  };

  const resolveFolder = async (
    path: string,
    entry: Dirent<Buffer>,
    ancestors: readonly string[],
  ): Promise<string> => {
    const full = join(root, path);
    if (!entry.isSymbolicLink()) return join(ancestors[ancestors.length - 1], entry.name.toString());
    const target = await readNamed(full, () => realpath(full));
    const around = target.endsWith('/') ? target : `${target}/`;
    if (ancestors.some((folder) => `${folder}/`.startsWith(around))) {
      throw new InputError(`${full} is a link to a folder that contains it: remove the link`);
    }
    return target;
  };

  await visit('', [await readNamed(root, () => realpath(root))]);
  return paths;
}

async function findKind(root: string, path: string, entry: Dirent<Buffer>): Promise<ListedPath['kind']> {
  const full = join(root, path);
  const found = entry.isSymbolicLink() ? await followLink(full) : entry;
  if (found.isDirectory()) return 'folder';
  assertFileOrFolder(full, found);
  if (hasImageName(path)) return 'image';
  return isJpegOrPng(await readNamed(full, () => readStart(full, SIGNATURE_BYTES))) ? 'image' : 'file';
}

async function followLink(link: string): ReturnType<typeof stat> {
  return readNamed(link, () =>
    stat(link).catch((error: unknown) => {
      if (getErrorCode(error) !== 'ENOENT') throw error;
      throw new InputError(`${link} is a link to nothing: remove it or restore its target`, { cause: error });
    }),
  );
}
