import { readFileSync } from 'node:fs';
import { InputError } from '../errors';
import { createReadError } from '../files/read-error';
import { decodeText } from '../files/text';
import { isCnnSpace } from './cnn/cells';
import type { Architecture, Space } from './space';
import { splitWords, unwrapList } from './text-form';

/** A line of an architecture file that holds an architecture. */
export interface ArchitectureLine {
  /** 1-based. */
  readonly number: number;
  readonly text: string;
}

/**
 * Reads a file with one architecture per line. Blank lines and comments (from `#` on) are skipped. A genotype or a list in brackets
 * may have several lines. Normal and reduction cell may be on two lines, as ENAS prints them.
 *
 * @returns the architectures in file order, at least one
 * @throws InputError naming the file, and the line if an architecture is invalid
 */
export function readArchitectures(file: string, space: Space): Architecture[] {
  const lines = readArchitectureLines(file);
  const pairs = isCnnSpace(space) ? joinPairs(lines, space.length / 2) : undefined;
  return (pairs ?? lines).map((line) => withLineContext(file, line, (text) => space.parse(text)));
}

/**
 * Returns the lines with architectures, at least one. A genotype or a list in brackets is one line.
 *
 * @throws InputError if the file has none or is not a text file
 */
export function readArchitectureLines(file: string): ArchitectureLine[] {
  const lines: ArchitectureLine[] = [];
  let open = 0;
  for (const [i, line] of readArchitectureText(file)
    .split(/\r\n|\n|\r/)
    .entries()) {
    const text = line.replace(/#.*/, '').trim();
    if (text === '') continue;
    const last = open > 0 ? lines.pop() : undefined;
    lines.push(last === undefined ? { number: i + 1, text } : { ...last, text: `${last.text} ${text}` });
    open = Math.max(0, open + countOpened(text));
  }
  if (lines.length === 0) throw new InputError(`${file} has no architecture: write one per line`);
  return lines.map(({ number, text }) => ({ number, text: unwrapList(text) }));
}

/** Joins every two lines. Returns undefined unless all lines have that many integers, and their number is even. */
export function joinPairs(
  lines: readonly ArchitectureLine[],
  integers: number,
): ArchitectureLine[] | undefined {
  if (lines.length % 2 > 0 || lines.some(({ text }) => splitWords(text).length !== integers))
    return undefined;
  return lines.flatMap(({ number, text }, i) =>
    i % 2 > 0 ? [] : { number, text: `${text} ${lines[i + 1].text}` },
  );
}

function countOpened(text: string): number {
  return text.split(/[[(]/).length - text.split(/[\])]/).length;
}

/** Parses a line. @throws InputError with file and line if `parseLine` throws one */
export function withLineContext<T>(
  file: string,
  { number, text }: ArchitectureLine,
  parseLine: (text: string) => T,
): T {
  try {
    return parseLine(text);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`${file}, line ${number}: ${error.message}`);
  }
}

function readArchitectureText(file: string): string {
  try {
    return decodeText(readFileSync(file), file);
  } catch (error) {
    throw createReadError(`the architectures in ${file}`, error, 'name a readable text file');
  }
}
