/**
 * Characters that change what a terminal shows: control characters, line separators and marks of the writing direction. Names of
 * files, headers and settings may contain them.
 */
const INVISIBLE = /[\0-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Longest message. A sentence is far shorter, unless it repeats a long value. */
const MAX_LENGTH = 600;
const SHOWN_AT_END = 250;

/** Makes a text printable on a terminal: invisible characters are escaped, except line ends. */
export function escapeLines(text: string): string {
  return text.split('\n').map(escapeInvisible).join('\n');
}

/** Makes an error message printable in one line. The middle of a long one is left out, which is where messages have values. */
export function formatMessage(message: string): string {
  const line = escapeInvisible(message);
  if (line.length <= MAX_LENGTH) return line;
  const start = line.slice(0, MAX_LENGTH - SHOWN_AT_END);
  const leftOut = line.length - MAX_LENGTH;
  return `${start} [${leftOut} characters left out] ${line.slice(-SHOWN_AT_END)}`;
}

/** Escapes the invisible characters of a JSON text, in which they occur only in strings. */
export function escapeForJson(json: string): string {
  return json.replace(
    INVISIBLE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Makes a text printable within a line: invisible characters are escaped, line ends too. */
export function escapeInvisible(text: string): string {
  return text.replace(INVISIBLE, (character) => {
    const code = character.charCodeAt(0).toString(16);
    return (
      { '\n': '\\n', '\r': '\\r', '\t': '\\t' }[character] ??
      (code.length > 2 ? `\\u${code}` : `\\x${code.padStart(2, '0')}`)
    );
  });
}
