import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputError } from '../../src/errors';
import { readArchitectures } from '../../src/space/architecture-file';
import { createCnnSpace } from '../../src/space/cnn/space';

const space = createCnnSpace(1);
const A = '0 0 1 1 0 2 1 3';
const B = '1 4 1 4 0 0 0 0';
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nao-architectures-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(content: string): string {
  const file = join(folder, 'cells.txt');
  writeFileSync(file, content);
  return file;
}

test.each([
  ['one architecture per line', `${A}\n${B}\n`],
  ['a last line without a line end', `${A}\n${B}`],
  ['blank lines and comments', `# two cells\n\n${A} # the first\n   \n\t${B}\n# end`],
  ['CRLF line ends', `${A}\r\n${B}\r\n`],
  ['a byte order mark', `\uFEFF${A}\n${B}\n`],
])('readArchitectures reads %s', (_, content) => {
  expect(readArchitectures(write(content), space)).toEqual([space.parse(A), space.parse(B)]);
});

test('readArchitectures keeps order and duplicates', () => {
  expect(readArchitectures(write(`${B}\n${A}\n${B}\n`), space)).toEqual(
    [B, A, B].map((text) => space.parse(text)),
  );
});

test('readArchitectures names file, line and position of an invalid architecture', () => {
  const file = write(`# cells\n${A}\n\n0 0 2 1 0 2 1 3\n`);
  expect(() => readArchitectures(file, space)).toThrow(
    new InputError(`${file}, line 4: position 3: input 2, but node 2 of the normal cell may read 0 to 1`),
  );
});

test('readArchitectures rejects a file without architectures', () => {
  const file = write('# nothing\n\n');
  expect(() => readArchitectures(file, space)).toThrow(
    new InputError(`${file} has no architecture: write one per line`),
  );
});

test('readArchitectures rejects a binary file', () => {
  const file = join(folder, 'binary');
  writeFileSync(file, Buffer.from([0x31, 0xff, 0xfe, 0x00, 0x0a]));
  expect(() => readArchitectures(file, space)).toThrow(
    new InputError(`${file} is not UTF-8 text (first invalid byte at offset 1): convert it to UTF-8`),
  );
});

test('readArchitectures rejects an unreadable file', () => {
  const file = join(folder, 'none.txt');
  expect(() => readArchitectures(file, space)).toThrow(InputError);
  expect(() => readArchitectures(file, space)).toThrow(
    /^cannot read the architectures in .*none\.txt \(no such file\)/,
  );
  expect(() => readArchitectures(folder, space)).toThrow(InputError);
});
