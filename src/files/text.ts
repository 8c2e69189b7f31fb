import { isUtf8 } from 'node:buffer';
import { InputError } from '../errors';
import { findCompressedFormat } from './compressed';

/**
 * Decodes a UTF-8 text, without its byte order mark.
 *
 * @param where the file, for messages
 * @throws InputError as `assertUtf8`
 */
export function decodeText(bytes: Buffer, where: string): string {
  assertUtf8(bytes, where);
  return bytes.toString('utf8').replace(/^\uFEFF/, '');
}

/**
 * Throws if bytes are not UTF-8 text. Decoding would replace invalid bytes without a word.
 *
 * @param where the file, for messages
 * @throws InputError with the offset of the first byte that is invalid, or NUL
 */
export function assertUtf8(bytes: Buffer, where: string): void {
  if (UTF16_MARKS.some((mark) => mark.equals(bytes.subarray(0, mark.length)))) {
    throw new InputError(`${where} is not UTF-8 text but UTF-16 (mark at offset 0): convert it to UTF-8`);
  }
  if (!isUtf8(bytes)) {
    const format = findCompressedFormat(bytes);
    if (format !== undefined) throw new InputError(`${where} is a ${format} file: unpack it`);
    throw new InputError(
      `${where} is not UTF-8 text (first invalid byte at offset ${findFirstInvalidByte(bytes)}): convert it to UTF-8`,
    );
  }
  // Valid UTF-8, but in no text: the file is binary, or UTF-16 without a byte order mark.
  const nul = bytes.indexOf(0);
  if (nul >= 0) {
    throw new InputError(
      `${where} is not a text (NUL byte at offset ${nul}): convert it to UTF-8 if it is UTF-16, or give a text`,
    );
  }
}

const UTF16_MARKS = [Buffer.from([0xff, 0xfe]), Buffer.from([0xfe, 0xff])];

const LINE_FEED = 0x0a;

/** Finds the first U+FFFD of the decoded text that is not in the bytes. Decoding replaces invalid bytes by U+FFFD. */
function findFirstInvalidByte(text: Buffer): number {
  const replacement = Buffer.from('\ufffd');
  for (let start = 0; start < text.length;) {
    const newline = text.indexOf(LINE_FEED, start);
    const end = newline < 0 ? text.length : newline + 1;
    const line = text.subarray(start, end);
    const decoded = isUtf8(line) ? '' : line.toString('utf8');
    for (let i = decoded.indexOf('\ufffd'); i >= 0; i = decoded.indexOf('\ufffd', i + 1)) {
      const offset = Buffer.byteLength(decoded.slice(0, i));
      if (!line.subarray(offset, offset + replacement.length).equals(replacement)) return start + offset;
    }
    start = end;
  }
  return text.length;
}
