import { type Random, randomInteger } from '../../src/random';

/** Pieces that parsers tend to take for something else. */
const PIECES = [
  ...[
    '0',
    '-1',
    '1',
    '99999999999999999999',
    '1e309',
    '-0',
    '0x10',
    '1_000',
    'NaN',
    'nan',
    'inf',
    '1,5',
    '٣',
  ],
  ...[
    'true',
    'null',
    '~',
    '&a',
    '*a',
    '!!set',
    '!!binary',
    '<<: *a',
    '{',
    '}',
    '[',
    ']',
    '? ',
    '- ',
    ': ',
    '|',
    '>',
    '%',
  ],
  ...['"', "'", ',', ';', '\t', '\n', '\r', '\r\n', '\\', '/', '..', '~/', '$HOME', '#', '=', '+', '@', '`'],
  ...['\0', '\u001b[31m', '\uFEFF', '\u2028', '\u202E', 'ß', '日本', '😀', '\uD800', 'e\u0301'],
  ...['__proto__', 'constructor', 'toString', 'x'.repeat(5000), ' '.repeat(300)],
].map((text) => Buffer.from(text));

const BYTES = [0, 1, 9, 10, 13, 32, 127, 128, 255];

/** Changes bytes in one to four random ways. */
export function mutateBytes(original: Uint8Array, random: Random): Buffer {
  let bytes: Buffer = Buffer.from(original);
  const changes = 1 + randomInteger(random, 4);
  for (let i = 0; i < changes; i++) bytes = CHANGES[randomInteger(random, CHANGES.length)](bytes, random);
  return bytes;
}

type Change = (bytes: Buffer, random: Random) => Buffer;

const CHANGES: readonly Change[] = [
  function flipBit(bytes, random) {
    return replaceByte(bytes, random, (byte) => byte ^ (1 << randomInteger(random, 8)));
  },
  function setByte(bytes, random) {
    return replaceByte(bytes, random, () => BYTES[randomInteger(random, BYTES.length)]);
  },
  function removeSpan(bytes, random) {
    const { from, to } = pickSpan(bytes, random);
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
  },
  function repeatSpan(bytes, random) {
    const { from, to } = pickSpan(bytes, random);
    return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]);
  },
  function moveSpan(bytes, random) {
    const { from, to } = pickSpan(bytes, random);
    const rest = Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
    const at = randomInteger(random, rest.length + 1);
    return Buffer.concat([rest.subarray(0, at), bytes.subarray(from, to), rest.subarray(at)]);
  },
  function insertPiece(bytes, random) {
    const at = randomInteger(random, bytes.length + 1);
    const piece = PIECES[randomInteger(random, PIECES.length)];
    return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]);
  },
  function replaceWord(bytes, random) {
    const words = bytes.toString('latin1').split(/(?<=[\s,:=])|(?=[\s,:=])/);
    words[randomInteger(random, words.length)] =
      PIECES[randomInteger(random, PIECES.length)].toString('latin1');
    return Buffer.from(words.join(''), 'latin1');
  },
  function cutOff(bytes, random) {
    return bytes.subarray(0, randomInteger(random, bytes.length + 1));
  },
];

function replaceByte(bytes: Buffer, random: Random, replace: (byte: number) => number): Buffer {
  if (bytes.length === 0) return bytes;
  const at = randomInteger(random, bytes.length);
  bytes[at] = replace(bytes[at]);
  return bytes;
}

function pickSpan(bytes: Buffer, random: Random): { from: number; to: number } {
  const from = randomInteger(random, bytes.length + 1);
  return { from, to: Math.min(bytes.length, from + 1 + randomInteger(random, 40)) };
}
