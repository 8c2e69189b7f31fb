import { isUtf8 } from 'node:buffer';
import { InputError } from '../../errors';

/** The words of a line, as they stand. */
export type Line = readonly string[];

/**
 * The lines of a UTF-8 text, split into words at white space. LF, CRLF or CR ends a line; the last one needs no end. A
 * byte order mark counts as white space (U+FEFF is in `\s`), so it becomes part of no word. Blank lines are lines.
 */
export function* iterateLines(text: Buffer): Generator<Line> {
  for (const { start, end } of iterateLineSpans(text)) {
    yield text.toString('utf8', start, end).match(/\S+/g) ?? [];
  }
}

/** Byte offset at which each line begins. */
export function findLineStarts(text: Buffer): number[] {
  return Array.from(iterateLineSpans(text), ({ start }) => start);
}

/**
 * Refuses what is no text.
 *
 * @param where the file, for messages
 * @throws InputError naming it if it is empty, without words, or invalid UTF-8, with the offset of the first wrong byte
 */
export function assertText(where: string, text: Buffer): void {
  if (text.length === 0) throw new InputError(`${where} is empty: give a text.`);
  if (!isUtf8(text)) {
    throw new InputError(
      `${where} is not UTF-8 text (first wrong byte at offset ${findFirstInvalidByte(text)}): convert it to plain UTF-8.`,
    );
  }
  for (const line of iterateLines(text)) if (line.length > 0) return;
  throw new InputError(`${where} holds no words: give a text.`);
}

function* iterateLineSpans(text: Buffer): Generator<{ start: number; end: number }> {
  for (let start = 0; start < text.length;) {
    let end = start;
    while (end < text.length && text[end] !== 0x0a && text[end] !== 0x0d) end++;
    yield { start, end };
    start = end + (text[end] === 0x0d && text[end + 1] === 0x0a ? 2 : 1);
  }
}

/** Decoding puts U+FFFD for wrong bytes: the first one that the text itself does not hold tells the place. */
function findFirstInvalidByte(text: Buffer): number {
  const replacement = Buffer.from('\ufffd');
  for (const { start, end } of iterateLineSpans(text)) {
    const line = text.subarray(start, end);
    if (isUtf8(line)) continue;
    const decoded = line.toString('utf8');
    for (let at = decoded.indexOf('\ufffd'); at >= 0; at = decoded.indexOf('\ufffd', at + 1)) {
      const offset = Buffer.byteLength(decoded.slice(0, at));
      if (!line.subarray(offset, offset + replacement.length).equals(replacement)) return start + offset;
    }
  }
  return text.length;
}
