import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../src/errors';
import { readArchitectures } from '../../src/space/architecture-file';
import { detectFileSpace } from '../../src/space/detect-file-space';
import { parseInAnySpace } from '../../src/space/parse-architecture';
import { PUBLISHED_ARCHITECTURES } from '../../src/space/published';
import { ENAS_MICRO } from '../support/space/published-cells';
import { temporaryFolder } from '../support/temp-folder';

const folder = temporaryFolder();

function write(content: string): string {
  const file = join(folder(), 'cells.txt');
  writeFileSync(file, content);
  return file;
}

function read(content: string, spaceName?: string): string[] {
  const file = write(content);
  const space = detectFileSpace(file, spaceName);
  return readArchitectures(file, space).map((each) => `${space.name}: ${space.format(each)}`);
}

const words = ENAS_MICRO.split(' ');
const [normal, reduction] = [words.slice(0, 20), words.slice(20)];
const CELL = `cnn: ${ENAS_MICRO}`;

test.each([
  ['in brackets', `[${normal.join(' ')}]\n[${reduction.join(' ')}]\n`],
  ['in brackets with commas', `[${normal.join(', ')}]\n[${reduction.join(', ')}]\n`],
  ['with commas alone', `${normal.join(',')}\r\n${reduction.join(',')}\r\n`],
  ['bare', `# normal\n${normal.join(' ')}\n# reduction\n${reduction.join(' ')}`],
])('detectFileSpace reads normal and reduction cell on two lines, %s', (_, content) => {
  // These lines are no recurrent cells.
  expect(() => parseInAnySpace(normal.join(' '))).toThrow(InputError);
  expect(read(content)).toEqual([CELL]);
  expect(read(content.repeat(2).replace('#', '\n#'))).toEqual([CELL, CELL]);
});

test('detectFileSpace reads a list in brackets over several lines', () => {
  expect(
    read(
      `[[${normal.join(', ')}],\n [${reduction.slice(0, 9).join(', ')},\n${reduction.slice(9).join(', ')}]]\n`,
    ),
  ).toEqual([CELL]);
  expect(
    read(`[${normal.slice(0, 15).join(' ')}\n ${normal.slice(15).join(' ')}]\n[${reduction.join(' ')}]`),
  ).toEqual([CELL]);
});

test('detectFileSpace reads the two cells of NAONet', () => {
  const naonet = PUBLISHED_ARCHITECTURES[0].text.split(' ');
  expect(read(`${naonet.slice(0, 30).join(' ')}\n${naonet.slice(30).join(' ')}\n`)).toEqual([
    `naonet: ${naonet.join(' ')}`,
  ]);
});

// Each line is half of a cell, and a recurrent cell whose first integer is omitted.
const EITHER = `${'0 1 0 0 '.repeat(5)}\n${'0 3 1 0 '.repeat(5)}\n`;

test('detectFileSpace refuses lines that may be halves or recurrent cells, unless the space is given', () => {
  expect(() => read(EITHER)).toThrow(InputError);
  expect(() => read(EITHER)).toThrow(
    /has lines of 20 integers, each half of an architecture of cnn or one of rnn: choose with --space cnn or --space rnn$/,
  );
  expect(read(EITHER, 'cnn')).toHaveLength(1);
  expect(read(EITHER, 'rnn')).toHaveLength(2);
});

test('detectFileSpace reads whole architectures line by line', () => {
  expect(read(`${ENAS_MICRO}\n${ENAS_MICRO}\n`)).toEqual([CELL, CELL]);
  // 16 integers are two nodes of each cell, although two such lines would be four.
  expect(read('0 1 0 1 0 1 0 1 0 1 0 1 0 1 0 1\n'.repeat(2))).toHaveLength(2);
  // Ten integers are a recurrent cell without its first, and twenty are another: no halves.
  expect(read('0 1 0 0 0 1 0 0 0 1\n'.repeat(2))).toHaveLength(2);
});

test('detectFileSpace names the line of an error', () => {
  expect(() => read(`${normal.join(' ')}\n${reduction.slice(0, 19).join(' ')} 9`)).toThrow(
    /cells\.txt, line 1: position 40: op 9, but the ops of node 6 of the reduction cell/,
  );
  expect(() => read(`0 1 2\n0 1`)).toThrow(/cells\.txt, line 1: /);
});
