import path from 'node:path';
import { readCsv, readNumberCell } from '../../src/report/read-csv';
import { temporaryRun } from '../support/report/synthetic-run';

function read(text: string) {
  return readCsv(path.join(temporaryRun({ 'log.csv': text }), 'log.csv'));
}

test('readCsv reads cells with commas, quotes and line ends', async () => {
  expect(await read('id,failure\r\n1,"no, ""not"" \r\n this"\r\n2,\r\n')).toEqual({
    columns: ['id', 'failure'],
    rows: [
      { id: '1', failure: 'no, "not" \r\n this' },
      { id: '2', failure: '' },
    ],
    damaged: 0,
  });
});

test.each([
  ['an empty file', '', [], []],
  ['a truncated header', 'id,fail', [], []],
  ['only a header', 'a,b\r\n', ['a', 'b'], []],
  ['a truncated last line', 'a,b\r\n1,2\r\n12,0.', ['a', 'b'], [{ a: '1', b: '2' }]],
  ['a last line without its line end', 'a,b\n1,2\n3,4', ['a', 'b'], [{ a: '1', b: '2' }]],
])('readCsv reads the complete lines of %s without counting damage', async (_, text, columns, rows) => {
  expect(await read(text)).toEqual({ columns, rows, damaged: 0 });
});

test('readCsv returns an empty table for a missing file', async () => {
  expect(await readCsv(path.join(temporaryRun({}), 'none.csv'))).toEqual({
    columns: [],
    rows: [],
    damaged: 0,
  });
});

test('readCsv skips and counts lines with another number of cells', async () => {
  const table = await read('a,b\r\n1,2\r\n3\r\n4,5,6\r\n7,8\r\n');
  expect(table.rows.map(({ a }) => a)).toEqual(['1', '7']);
  expect(table.damaged).toBe(2);
});

test('readCsv skips and counts a line truncated inside quotes', async () => {
  const table = await read('a,b\r\n1,2\r\n3,"torn\r\n');
  expect(table.rows).toEqual([{ a: '1', b: '2' }]);
  expect(table.damaged).toBe(1);
});

test.each([
  ['0.25', 0.25],
  ['1e-4', 1e-4],
  ['-3', -3],
  ['', undefined],
  [' ', undefined],
  ['NaN', undefined],
  ['Infinity', undefined],
  ['nan', undefined],
])('readNumberCell reads %p as %p', (cell, value) => {
  expect(readNumberCell({ a: cell }, 'a')).toBe(value);
});

test('readNumberCell returns undefined for a missing column', () => {
  expect(readNumberCell({}, 'a')).toBeUndefined();
});
