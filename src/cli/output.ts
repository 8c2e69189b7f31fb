import { escapeLines } from './message';

/** Prints a line to standard output. */
export function printLine(text: string): void {
  process.stdout.write(`${escapeLines(text)}\n`);
}

/** Prints a sentence for the user to standard error. */
export function printNotice(text: string): void {
  process.stderr.write(`nao: ${text}\n`);
}
