import { readFileSync } from 'node:fs';
import { InputError } from '../errors';
import type { Architecture, Space } from './space';

/** A line of an architecture file that holds an architecture. */
export interface ArchitectureLine {
  /** 1-based. */
  readonly number: number;
  readonly text: string;
}

/**
 * Reads a file with one architecture per line; a genotype may have several lines. Blank lines and comments (from `#` on) are skipped.
 *
 * @returns the architectures in file order, at least one
 * @throws InputError naming the file, and the line if an architecture is invalid
 */
export function readArchitectures(file: string, space: Space): Architecture[] {
  return readArchitectureLines(file).map((line) => withLineContext(file, line, (text) => space.parse(text)));
}

/** Returns the lines with architectures, at least one. @throws InputError if the file has none or is not a text file */
export function readArchitectureLines(file: string): ArchitectureLine[] {
  const lines = readArchitectureText(file)
    .split(/\r\n|\n|\r/)
    .map((line, i) => ({ number: i + 1, text: line.replace(/#.*/, '').trim() }))
    .reduce(joinOpenLine, [])
    .filter(({ text }) => text !== '');
  if (lines.length === 0) throw new InputError(`${file} has no architecture: write one per line`);
  return lines;
}

/** Appends a line, or joins it to the last one if that has an open parenthesis: genotypes may have several lines. */
function joinOpenLine(lines: readonly ArchitectureLine[], line: ArchitectureLine): ArchitectureLine[] {
  const last = lines.at(-1);
  if (last === undefined || last.text.split('(').length <= last.text.split(')').length)
    return [...lines, line];
  return [...lines.slice(0, -1), { ...last, text: `${last.text} ${line.text}` }];
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
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new InputError(
      `cannot read the architectures in ${file} (${describeReason(error)}): name a readable text file`,
    );
  }
  // Decoding replaces invalid UTF-8 by U+FFFD, and a NUL byte means a binary file.
  if (/[\uFFFD\0]/.test(text)) {
    throw new InputError(`${file} is not a text file: name one with an architecture per line`);
  }
  // Some editors write a byte order mark.
  return text.replace(/^\uFEFF/, '');
}

/** Returns the system's error code, such as ENOENT. The system's message would repeat the path. */
function describeReason(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : String(error);
}
