import { escapeLines } from './message';

/** Prints a line to standard output. */
export function printLine(text: string): void {
  process.stdout.write(`${escapeLines(text)}\n`);
}
