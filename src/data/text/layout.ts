import { basename, join } from 'node:path';
import { EnvironmentError, InputError } from '../../errors';
import { listNames, readDataFile } from '../data-file';
import { readTar } from '../tar';
import { TEXT_PARTS, type TextPart } from './dataset';

/** File names of a text's parts. */
export interface TextLayout {
  readonly name: string;
  readonly files: Readonly<Record<TextPart, string>>;
  /** Subfolders that are searched after the given folder. */
  readonly folders: readonly string[];
  /** True if the test part may be missing. */
  readonly testIsOptional: boolean;
}

/** The files of a text with published perplexities. */
export interface PublishedLayout extends TextLayout {
  /** Tokens of the published files, including `<eos>`. */
  readonly publishedTokens: Readonly<Record<TextPart, number>>;
}

/** Mikolov's split of the Penn Treebank: lower case, numbers as N, 9,999 words and `<eos>`. */
export const PTB_LAYOUT: PublishedLayout = {
  name: 'ptb',
  files: { train: 'ptb.train.txt', valid: 'ptb.valid.txt', test: 'ptb.test.txt' },
  folders: ['data', 'simple-examples/data'],
  testIsOptional: false,
  publishedTokens: { train: 929_589, valid: 73_760, test: 82_430 },
};

/** WikiText-2 (Merity et al. 2016), word level, in its official files. Blank lines are lines. */
export const WIKITEXT2_LAYOUT: PublishedLayout = {
  name: 'wikitext-2',
  files: { train: 'wiki.train.tokens', valid: 'wiki.valid.tokens', test: 'wiki.test.tokens' },
  folders: ['wikitext-2'],
  testIsOptional: false,
  publishedTokens: { train: 2_088_628, valid: 217_646, test: 245_569 },
};

/** A custom text in three files. */
export const TEXT_LAYOUT: TextLayout = {
  name: 'text',
  files: { train: 'train.txt', valid: 'valid.txt', test: 'test.txt' },
  folders: [],
  testIsOptional: true,
};

/** A file's contents, and its path for messages. */
export interface TextFile {
  readonly where: string;
  readonly bytes: Buffer;
}

/**
 * Reads the files of a layout from a folder or an archive.
 *
 * @param needed the only part that must be there; undefined: all, but for an optional test part
 * @throws EnvironmentError naming a missing file
 * @throws InputError if an archive is damaged or has a file twice
 */
export async function readLayout(
  layout: TextLayout,
  path: string,
  kind: 'folder' | 'archive',
  advice: string,
  needed?: TextPart,
): Promise<Readonly<Partial<Record<TextPart, TextFile>>>> {
  const names = Object.values(layout.files);
  const found = await (kind === 'folder'
    ? readFromFolder(path, ['', ...layout.folders], names)
    : readFromArchive(path, names));
  const parts: Partial<Record<TextPart, TextFile>> = {};
  for (const part of TEXT_PARTS) {
    const file = found.get(layout.files[part]);
    const isOptional = needed === undefined ? part === 'test' && layout.testIsOptional : part !== needed;
    if (!file && !isOptional) {
      throw new EnvironmentError(`${path} has no ${layout.files[part]}: ${advice}`);
    }
    parts[part] = file;
  }
  return parts;
}

/** Reads a file. @throws InputError if it cannot be read */
export async function readTextFile(where: string): Promise<TextFile> {
  return { where, bytes: await readDataFile(where) };
}

/** Reads the files from the first subfolder that has one of them. */
async function readFromFolder(
  folder: string,
  subfolders: readonly string[],
  names: readonly string[],
): Promise<Map<string, TextFile>> {
  const files = new Map<string, TextFile>();
  for (const candidate of subfolders.map((name) => join(folder, name))) {
    const present = await listNames(candidate);
    for (const name of names.filter((wanted) => present.includes(wanted))) {
      files.set(name, await readTextFile(join(candidate, name)));
    }
    if (files.size > 0) break;
  }
  return files;
}

/** Reads the files by name from any folder of the archive. */
async function readFromArchive(archive: string, names: readonly string[]): Promise<Map<string, TextFile>> {
  const files = new Map<string, TextFile>();
  for await (const { path, bytes } of readTar(archive, (inside) => names.includes(basename(inside)))) {
    if (!bytes) continue;
    if (files.has(basename(path))) {
      throw new InputError(`${archive} has ${basename(path)} twice: pack only one of them`);
    }
    files.set(basename(path), { where: `${archive}: ${path}`, bytes });
  }
  return files;
}
