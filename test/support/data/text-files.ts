import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRandomStream, randomInteger } from '../../../src/random';

export interface TextFixture {
  seed: number;
  /** Number of words per part. */
  words: { train: number; valid: number; test: number };
  /** Number of distinct words. */
  vocabulary: number;
  perLine: number;
}

export const textFixtureDefaults: TextFixture = {
  seed: 7,
  words: { train: 20_000, valid: 2_000, test: 2_000 },
  vocabulary: 200,
  perLine: 20,
};

/** Returns the words of one part, line by line. */
export function fixtureLines(
  { seed, words, vocabulary, perLine }: TextFixture,
  part: 'train' | 'valid' | 'test',
): string[][] {
  const random = createRandomStream(seed, 'text-fixture', part);
  return Array.from({ length: Math.ceil(words[part] / perLine) }, () =>
    Array.from({ length: perLine }, () => {
      // The minimum of two draws gives words different frequencies.
      const word = Math.min(randomInteger(random, vocabulary), randomInteger(random, vocabulary));
      return `w${String(word).padStart(3, '0')}`;
    }),
  );
}

/**
 * Writes train.txt, valid.txt and test.txt.
 *
 * @param formatLines formats a part's file; by default with a space between words and LF after each line
 * @returns the folder
 */
export function writeTextFixture(
  dir: string,
  options: Partial<TextFixture> = {},
  formatLines = (lines: string[][]): string => lines.map((line) => `${line.join(' ')}\n`).join(''),
): string {
  const fixture = { ...textFixtureDefaults, ...options };
  mkdirSync(dir, { recursive: true });
  for (const part of ['train', 'valid', 'test'] as const) {
    writeFileSync(join(dir, `${part}.txt`), formatLines(fixtureLines(fixture, part)));
  }
  return dir;
}
