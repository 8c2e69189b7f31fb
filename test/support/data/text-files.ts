import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRandomStream, randomInteger } from '../../../src/random';

export interface TextFixture {
  seed: number;
  /** Words of each part. */
  words: { train: number; valid: number; test: number };
  /** Words to draw from. */
  vocabulary: number;
  perLine: number;
}

export const textFixtureDefaults: TextFixture = {
  seed: 7,
  words: { train: 20_000, valid: 2_000, test: 2_000 },
  vocabulary: 200,
  perLine: 20,
};

/** The words of one part, line by line: what a loader must find. */
export function fixtureLines(
  { seed, words, vocabulary, perLine }: TextFixture,
  part: 'train' | 'valid' | 'test',
): string[][] {
  const random = createRandomStream(seed, 'text-fixture', part);
  return Array.from({ length: Math.ceil(words[part] / perLine) }, () =>
    Array.from({ length: perLine }, () => {
      // The smaller of two: words differ in frequency, as in a language.
      const word = Math.min(randomInteger(random, vocabulary), randomInteger(random, vocabulary));
      return `w${String(word).padStart(3, '0')}`;
    }),
  );
}

/**
 * Writes train.txt, valid.txt and test.txt.
 *
 * @param spell what a part's file holds; by default a space between words and LF behind each line
 * @returns the folder
 */
export function writeTextFixture(
  dir: string,
  options: Partial<TextFixture> = {},
  spell = (lines: string[][]): string => lines.map((line) => `${line.join(' ')}\n`).join(''),
): string {
  const fixture = { ...textFixtureDefaults, ...options };
  mkdirSync(dir, { recursive: true });
  for (const part of ['train', 'valid', 'test'] as const) {
    writeFileSync(join(dir, `${part}.txt`), spell(fixtureLines(fixture, part)));
  }
  return dir;
}
