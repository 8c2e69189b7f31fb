import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { InputError } from '../../../src/errors';
import { assertTableColumns, readTableRows } from '../../../src/evaluators/table/rows';
import { createNasBench201Space } from '../../../src/space/nasbench201/space';
import { temporaryFolder } from '../../support/temp-folder';

const folder = temporaryFolder();
const space = createNasBench201Space();
const ARCHITECTURES = ['0 1 2 3 4 0', '4 3 2 1 0 1'];

function read(content: Buffer | string): [string, number][] {
  const file = join(folder(), 'scores.csv');
  writeFileSync(file, content);
  const settings = {
    file,
    architectureColumn: 'arch',
    scoreColumn: 'test acc',
    direction: 'maximize' as const,
  };
  return readTableRows(settings, space).map(({ architecture, score }) => [space.format(architecture), score]);
}

const [A, B] = ARCHITECTURES;
const plain = `arch,test acc\n${A},91.25\n${B},90.5\n`;
const expected = [
  [A, 91.25],
  [B, 90.5],
];
const semicolons = plain.replaceAll(',', ';').replaceAll('.', ',');

describe('readTableRows reads the forms of spreadsheets', () => {
  test.each([
    ['semicolons', plain.replaceAll(',', ';')],
    ['semicolons and decimal commas', semicolons],
    ['tabs', plain.replaceAll(',', '\t')],
    ['tabs and decimal commas', semicolons.replaceAll(';', '\t')],
    ['a line sep=;', `sep=;\r\n${semicolons.replaceAll('\n', '\r\n')}`],
    ['a line "sep=|"', `"sep=|"\n${plain.replaceAll(',', '|')}`],
    ['blanks after commas', plain.replaceAll(',', ', ')],
    ['blanks around quoted cells', plain.replaceAll(/[^,\n]+/g, ' "$&" ')],
    ['a byte order mark and a line sep=,', `\ufeffsep=,\n${plain}`],
    ['lines that end in CR', plain.replaceAll('\n', '\r')],
    ['lines that end in LF and CRLF', plain.replace('91.25\n', '91.25\r\n')],
    ['lists in brackets', plain.replaceAll(A, `"[${A.replaceAll(' ', ', ')}]"`)],
    ['gzip', gzipSync(semicolons)],
  ])('%s', (_, content) => {
    expect(read(content)).toEqual(expected);
  });

  test('numbers without a fraction, and failed trainings', () => {
    expect(read(`arch;test acc\n${A};91,25\n${B};90\n${B};nan\n`).map(([, score]) => score)).toEqual([
      91.25,
      90,
      NaN,
    ]);
  });
});

describe('readTableRows refuses', () => {
  test.each([
    [
      'UTF-16',
      Buffer.from(`\ufeff${plain}`, 'utf16le'),
      /is not UTF-8 text but UTF-16 .*: convert it to UTF-8$/,
    ],
    ['UTF-16 without a mark', Buffer.from(plain, 'utf16le'), /NUL byte at offset 1\): convert it to UTF-8/],
    [
      'Latin-1',
      Buffer.from(plain.replace('acc', 'acc,ma\xdfe'), 'latin1'),
      /is not UTF-8 text \(first invalid/,
    ],
    [
      'a spreadsheet file',
      Buffer.from('PK\x03\x04...'),
      /is a zip or a spreadsheet inside: save the table as CSV/,
    ],
    [
      'thousands',
      plain.replace('91.25', '"1,000"'),
      /line 2: '1,000' in column 'test acc' is not a number such as 91\.5/,
    ],
    [
      'commas that may be thousands',
      `arch\ttest acc\n${A}\t91,250\n`,
      /'91,250' in column 'test acc' is not a number/,
    ],
    ['commas and points', `arch;test acc\n${A};1.000,5\n${B};90,5\n`, /'1\.000,5' in column/],
    ['percents', plain.replace('90.5', '90.5%'), /line 3: '90\.5%' in column 'test acc' is not a number/],
    ['an empty cell', plain.replace('90.5', ''), /line 3: '' in column 'test acc' is not a number/],
    ['a cell too many', plain.replace('90.5', '90.5,1'), /is not a CSV: Invalid Record Length.* line 3/],
    ['an open quote', `${plain}"${A},9\n`, /is not a CSV: Quote Not Closed/],
    ['no text', '', /has no rows: give a table/],
    [
      'no header',
      `${A},91\n`,
      /has no column 'arch': set table.architectureColumn to one of 0 1 2 3 4 0, 91$/,
    ],
    ['another column', 'arch;acc\n', /has no column 'test acc': set table.scoreColumn to one of arch, acc$/],
    ['a column twice after trimming', `arch,test acc, test acc\n${A},1,2\n`, /has 2 columns 'test acc'/],
  ])('%s', (_, content, message) => {
    expect(() => read(content)).toThrow(InputError);
    expect(() => read(content)).toThrow(message);
  });
});

test('assertTableColumns finds columns between semicolons', () => {
  read(semicolons);
  const file = join(folder(), 'scores.csv');
  expect(() => assertTableColumns(file, ['test acc'], '--column')).not.toThrow();
  expect(() => assertTableColumns(file, ['valid'], '--column')).toThrow(
    `${file} has no column 'valid': set --column to one of arch, test acc`,
  );
});
