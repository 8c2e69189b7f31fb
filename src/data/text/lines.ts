import { InputError } from '../../errors';
import { assertUtf8 } from '../../files/text';

/** The words of a line. */
export type Line = readonly string[];

/**
 * Iterates over the lines of a UTF-8 text, split into words at white space. A line ends with LF, CRLF or CR, optional for
 * the last one. Blank lines are lines. A byte order mark is white space, because `\s` includes U+FEFF.
 */
export function* iterateLines(text: Buffer): Generator<Line> {
  for (const { start, end } of iterateLineSpans(text)) {
    yield text.toString('utf8', start, end).match(/\S+/g) ?? [];
  }
}

/** Returns the byte offset of each line. */
export function findLineStarts(text: Buffer): number[] {
  return Array.from(iterateLineSpans(text), ({ start }) => start);
}

/**
 * Throws if a file is not a text.
 *
 * @param where the file, for messages
 * @throws InputError if the file is empty or has no words; if it is invalid UTF-8 or has a NUL byte, with the offset of the first one
 */
export function assertText(where: string, text: Buffer): void {
  if (text.length === 0) throw new InputError(`${where} is empty: give a text`);
  assertUtf8(text, where);
  for (const line of iterateLines(text)) if (line.length > 0) return;
  throw new InputError(`${where} has no words: give a text`);
}

function* iterateLineSpans(text: Buffer): Generator<{ start: number; end: number }> {
  for (let start = 0; start < text.length;) {
    let end = start;
    while (end < text.length && text[end] !== 0x0a && text[end] !== 0x0d) end++;
    yield { start, end };
    start = end + (text[end] === 0x0d && text[end + 1] === 0x0a ? 2 : 1);
  }
}
