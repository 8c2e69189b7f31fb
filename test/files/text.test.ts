import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSettingsFile } from '../../src/config/yaml-file';
import { InputError } from '../../src/errors';
import { decodeText } from '../../src/files/text';
import { readVocabulary } from '../../src/run/export-metadata';
import { readArchitectureLines } from '../../src/space/architecture-file';
import { temporaryFolder } from '../support/temp-folder';

const folder = temporaryFolder();

test('decodeText returns UTF-8 without its byte order mark', () => {
  expect(decodeText(Buffer.from('\ufeffñ \ufffd 漢\n'), 'x')).toBe('ñ \ufffd 漢\n');
  expect(decodeText(Buffer.alloc(0), 'x')).toBe('');
});

const UTF16 = Buffer.from('seed: 7\n', 'utf16le');
const OTHERS: [string, Buffer, RegExp][] = [
  ['UTF-16 with a mark', Buffer.concat([Buffer.from([0xff, 0xfe]), UTF16]), / is not UTF-8 text but UTF-16 /],
  ['UTF-16 of the other byte order', Buffer.from([0xfe, 0xff, 0, 0x37]), / is not UTF-8 text but UTF-16 /],
  [
    'UTF-16 without a mark',
    UTF16,
    / is not a text \(NUL byte at offset 1\): convert it to UTF-8 if it is UTF-16/,
  ],
  ['a gzip', Buffer.from([0x1f, 0x8b, 8, 0, 0]), / is a gzip file: unpack it$/],
  ['a zip', Buffer.from([0x50, 0x4b, 3, 4, 0x80]), / is a zip file: unpack it$/],
  [
    'Latin-1',
    Buffer.from('a\n# caf\xe9\n', 'latin1'),
    / is not UTF-8 text \(first invalid byte at offset 7\)/,
  ],
  [
    'Shift JIS',
    Buffer.from([0x31, 0x0a, 0x93, 0xfa]),
    / is not UTF-8 text \(first invalid byte at offset 2\)/,
  ],
];

test.each(OTHERS)('decodeText refuses %s', (_, bytes, message) => {
  expect(() => decodeText(bytes, 'x')).toThrow(InputError);
  expect(() => decodeText(bytes, 'x')).toThrow(message);
});

test.each(OTHERS)(
  'settings and architectures in %s are refused by the name of their file',
  (_, bytes, message) => {
    const file = join(folder(), 'file.txt');
    writeFileSync(file, bytes);
    for (const read of [readSettingsFile, readArchitectureLines]) {
      expect(() => read(file)).toThrow(InputError);
      expect(() => read(file)).toThrow(message);
      expect(() => read(file)).toThrow(file);
    }
  },
);

test('a vocabulary that is not UTF-8 is refused', () => {
  writeFileSync(join(folder(), 'vocabulary.txt'), Buffer.from('caf\xe9\n', 'latin1'));
  expect(() => readVocabulary(folder())).toThrow(/vocabulary\.txt is damaged: give the folder/);
});
