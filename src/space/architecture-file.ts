import { readFileSync } from 'node:fs';
import { InputError } from '../errors';
import type { Architecture, Space } from './space';

/** A line of a file that is neither blank nor a remark. */
export interface ArchitectureLine {
  /** From 1. */
  readonly number: number;
  readonly text: string;
}

/**
 * Reads a file of architectures, one a line. Blank lines are skipped, and so is what follows a `#`.
 *
 * @returns the architectures in the file's order, at least one
 * @throws InputError naming the file, and the line where one is wrong
 */
export function readArchitectures(file: string, space: Space): Architecture[] {
  return readArchitectureLines(file).map((line) => withLineContext(file, line, (text) => space.parse(text)));
}

/** The lines of a file of architectures, at least one. @throws InputError naming the file where it has none, or is no text */
export function readArchitectureLines(file: string): ArchitectureLine[] {
  const lines = readArchitectureText(file)
    .split(/\r\n|\n|\r/)
    .map((line, i) => ({ number: i + 1, text: line.replace(/#.*/, '').trim() }))
    .filter(({ text }) => text !== '');
  if (lines.length === 0) throw new InputError(`${file} holds no architecture: write one a line`);
  return lines;
}

/** Reads a line. @throws InputError naming file and line where `read` throws one */
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
  // What is no UTF-8 was replaced; nor does a text hold zeros.
  if (/[\uFFFD\0]/.test(text)) {
    throw new InputError(`${file} is no text file: name one with an architecture a line`);
  }
  // Some editors begin a file with a byte order mark.
  return text.replace(/^\uFEFF/, '');
}

/** The system's code, such as ENOENT: its message would repeat the path. */
function describeReason(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : String(error);
}
