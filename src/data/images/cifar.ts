import { basename, dirname, join } from 'node:path';
import { EnvironmentError, InputError } from '../../errors';
import { listNames, readDataFile } from '../data-file';
import { digestFile } from '../digest';
import type { LoadCallbacks } from '../load-callbacks';
import { readTar } from '../tar';
import { CIFAR10_LAYOUT, CIFAR100_LAYOUT, type CifarLayout, loadCifarBinaries } from './cifar-binary';
import type { ImageDataset, ImagePart } from './dataset';
import { loadCachedOrDecode } from './decoded-cache';
import { getCifarArchiveName } from './downloads';
import { loadImageTree } from './folder';
import { resizeImages } from './resize';
import { createFolderSource, createTarSource } from './source';

const LAYOUTS = { cifar10: CIFAR10_LAYOUT, cifar100: CIFAR100_LAYOUT } as const;

/**
 * Loads CIFAR-10 or CIFAR-100. `path` is the official archive, the folder of its unpacked files, or a folder or archive
 * of `train/<class>/` and `test/<class>/` images.
 *
 * @throws EnvironmentError if `path` is none of these, or a file is missing
 * @throws InputError naming a damaged file
 */
export async function loadCifarDataset(
  name: 'cifar10' | 'cifar100',
  path: string,
  isFolder: boolean,
  resizePixels: number,
  callbacks: LoadCallbacks,
  part?: ImagePart,
): Promise<ImageDataset> {
  const layout = LAYOUTS[name];
  return isFolder
    ? loadFromFolder(layout, path, resizePixels, callbacks, part)
    : loadFromTar(layout, path, resizePixels, callbacks, part);
}

async function loadFromFolder(
  layout: CifarLayout,
  folder: string,
  resizePixels: number,
  callbacks: LoadCallbacks,
  part?: ImagePart,
): Promise<ImageDataset> {
  const official = [...layout.trainFiles, layout.testFile];
  for (const candidate of [folder, join(folder, layout.folder)]) {
    const present = await listNames(candidate);
    if (official.some((file) => present.includes(file))) {
      const read = async (file: string): Promise<Buffer | undefined> =>
        present.includes(file) ? readDataFile(join(candidate, file)) : undefined;
      const dataset = await loadCifarBinaries(layout, candidate, read, callbacks, part);
      return resizeImages(dataset, resizePixels, callbacks);
    }
  }
  const present = await listNames(folder);
  if (present.includes('train') || present.includes('test')) {
    return assertSameClasses(
      layout,
      folder,
      await loadImageTree(layout.name, createFolderSource(folder), resizePixels, callbacks, part),
    );
  }
  const archive = getCifarArchiveName(layout.name);
  if (present.includes(archive))
    return loadFromTar(layout, join(folder, archive), resizePixels, callbacks, part);
  throw new EnvironmentError(
    `${folder} has neither the binary files of ${layout.name} (${official[0]}, ...) nor train/<class>/ images: ` +
      `give another folder or archive, or run \`nao data ${layout.name}\``,
  );
}

async function loadFromTar(
  layout: CifarLayout,
  file: string,
  resizePixels: number,
  callbacks: LoadCallbacks,
  part?: ImagePart,
): Promise<ImageDataset> {
  const official = [...layout.trainFiles, layout.testFile];
  if (!(await hasBinaries(file, official))) {
    return assertSameClasses(
      layout,
      file,
      await loadImageTree(layout.name, createTarSource(file), resizePixels, callbacks, part),
    );
  }
  const decode = async (callbacksOfDecoding: LoadCallbacks): Promise<ImageDataset> => {
    const files = new Map<string, Buffer>();
    for await (const { path, bytes } of readTar(file, (inside) => official.includes(basename(inside)))) {
      if (!bytes) continue;
      if (files.has(basename(path)))
        throw new InputError(`${file} has ${basename(path)} twice: pack only one of them`);
      files.set(basename(path), bytes);
    }
    return loadCifarBinaries(
      layout,
      file,
      (wanted) => Promise.resolve(files.get(wanted)),
      callbacksOfDecoding,
    );
  };
  const key = ['binaries', await digestFile(file, 'sha256'), ...(part ? [part] : [])];
  return resizeImages(await loadCachedOrDecode(layout.name, key, decode, callbacks), resizePixels, callbacks);
}

/** Decides by the first file of either kind, because reading the whole archive would take too long. */
async function hasBinaries(file: string, official: readonly string[]): Promise<boolean> {
  for await (const { path } of readTar(file, () => true)) {
    if (official.includes(basename(path))) return true;
    if (/^(train|test)$/.test(basename(dirname(dirname(path))))) return false;
  }
  return false;
}

function assertSameClasses(layout: CifarLayout, where: string, dataset: ImageDataset): ImageDataset {
  if (dataset.classNames.length === layout.classNames.length) return dataset;
  throw new InputError(
    `${where} has ${dataset.classNames.length} classes, but ${layout.name} has ${layout.classNames.length}: ` +
      `give the folder of ${layout.name}, or use data.dataset=images`,
  );
}
