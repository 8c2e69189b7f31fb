import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { EnvironmentError, InputError } from '../../errors';
import { readTar } from '../tar';
import { textParts } from './dataset';
import type { TextPart } from './dataset';

/** How the files of a text's parts are called. */
export interface TextLayout {
  readonly name: string;
  readonly files: Readonly<Record<TextPart, string>>;
  /** Folders in which the files may lie too, below the one given. */
  readonly folders: readonly string[];
  /** Whether there may be no test part. */
  readonly testIsOptional: boolean;
}

/** The files of a text that others published perplexities on. */
export interface PublishedLayout extends TextLayout {
  /** Tokens of the published files, `<eos>` included. */
  readonly publishedTokens: Readonly<Record<TextPart, number>>;
}

/** Mikolov's split of the Penn Treebank: lower case, numbers as N, 9,999 words and `<eos>`. */
export const ptbLayout: PublishedLayout = {
  name: 'ptb',
  files: { train: 'ptb.train.txt', valid: 'ptb.valid.txt', test: 'ptb.test.txt' },
  folders: ['data', 'simple-examples/data'],
  testIsOptional: false,
  publishedTokens: { train: 929_589, valid: 73_760, test: 82_430 },
};

/** WikiText-2 (Merity et al. 2016), word level, in its official files; blank lines count. */
export const wikitext2Layout: PublishedLayout = {
  name: 'wikitext-2',
  files: { train: 'wiki.train.tokens', valid: 'wiki.valid.tokens', test: 'wiki.test.tokens' },
  folders: ['wikitext-2'],
  testIsOptional: false,
  publishedTokens: { train: 2_088_628, valid: 217_646, test: 245_569 },
};

/** Any text in three files. */
export const textLayout: TextLayout = {
  name: 'text',
  files: { train: 'train.txt', valid: 'valid.txt', test: 'test.txt' },
  folders: [],
  testIsOptional: true,
};

/** A file's contents, with its place for messages. */
export interface TextFile {
  readonly where: string;
  readonly bytes: Buffer;
}

/**
 * The files of a layout from a folder or an archive.
 *
 * @throws EnvironmentError naming a missing file
 * @throws InputError if an archive is damaged or has a file twice
 */
export async function readLayout(
  layout: TextLayout,
  path: string,
  kind: 'folder' | 'archive',
  advice: string,
): Promise<Readonly<Partial<Record<TextPart, TextFile>>>> {
  const names = Object.values(layout.files);
  const found = await (kind === 'folder'
    ? readFromFolder(path, ['', ...layout.folders], names)
    : readFromArchive(path, names));
  const parts: Partial<Record<TextPart, TextFile>> = {};
  for (const part of textParts) {
    const file = found.get(layout.files[part]);
    if (!file && !(part === 'test' && layout.testIsOptional)) {
      throw new EnvironmentError(`${path} lacks ${layout.files[part]}: ${advice}.`);
    }
    parts[part] = file;
  }
  return parts;
}

/** @throws InputError if the file cannot be read, or is larger than what Node reads at once (2 GiB) */
export async function readTextFile(where: string): Promise<TextFile> {
  try {
    return { where, bytes: await readFile(where) };
  } catch (error) {
    throw new InputError(
      `${where} cannot be read (${(error as Error).message}): give another file or make it readable.`,
    );
  }
}

/** From the first of the folders that has one of the files. */
async function readFromFolder(
  folder: string,
  subfolders: readonly string[],
  names: readonly string[],
): Promise<Map<string, TextFile>> {
  const files = new Map<string, TextFile>();
  for (const candidate of subfolders.map((name) => join(folder, name))) {
    const present = await readdir(candidate).catch((): string[] => []);
    for (const name of names.filter((wanted) => present.includes(wanted))) {
      files.set(name, await readTextFile(join(candidate, name)));
    }
    if (files.size > 0) break;
  }
  return files;
}

/** By the files' names, wherever they lie in the archive. */
async function readFromArchive(archive: string, names: readonly string[]): Promise<Map<string, TextFile>> {
  const files = new Map<string, TextFile>();
  for await (const { path, bytes } of readTar(archive, (inside) => names.includes(basename(inside)))) {
    if (!bytes) continue;
    if (files.has(basename(path))) {
      throw new InputError(`${archive} holds ${basename(path)} twice: pack the one that is meant.`);
    }
    files.set(basename(path), { where: `${archive}: ${path}`, bytes });
  }
  return files;
}
