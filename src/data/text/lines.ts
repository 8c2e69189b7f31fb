import { isUtf8 } from 'node:buffer';
import { InputError } from '../../errors';

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
  if (!isUtf8(text)) {
    throw new InputError(
      `${where} is not UTF-8 text (first invalid byte at offset ${findFirstInvalidByte(text)}): convert it to UTF-8`,
    );
  }
  // Valid UTF-8, but in no text: the file is binary, or UTF-16 without a byte order mark.
  const nul = text.indexOf(0);
  if (nul >= 0) {
    throw new InputError(
      `${where} is not a text (NUL byte at offset ${nul}): convert it to UTF-8 if it is UTF-16, or give a text`,
    );
  }
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

/** Finds the first U+FFFD of the decoded text that is not in the bytes. Decoding replaces invalid bytes by U+FFFD. */
function findFirstInvalidByte(text: Buffer): number {
  const replacement = Buffer.from('\ufffd');
  for (const { start, end } of iterateLineSpans(text)) {
    const line = text.subarray(start, end);
    if (isUtf8(line)) continue;
    const decoded = line.toString('utf8');
    for (let i = decoded.indexOf('\ufffd'); i >= 0; i = decoded.indexOf('\ufffd', i + 1)) {
      const offset = Buffer.byteLength(decoded.slice(0, i));
      if (!line.subarray(offset, offset + replacement.length).equals(replacement)) return start + offset;
    }
  }
  return text.length;
}
