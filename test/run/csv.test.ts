import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import fs from 'node:fs';
import path from 'node:path';
import { FailedError, MachineError } from '../../src/errors';
import { CsvLog, formatCsvValue } from '../../src/run/csv';
import { createLogColumns, removeTimeColumns } from '../../src/run/log-columns';
import { temporaryFolder } from '../support/temp-folder';

const folder = temporaryFolder();
const columns = ['a', 'b'];
const file = (): string => path.join(folder(), 'log.csv');
const text = (): string => fs.readFileSync(file(), 'utf8');

test('CsvLog writes the header once, and cells in the order of the columns', () => {
  const first = CsvLog.open(file(), columns);
  first.append({ b: 2, a: 1 });
  first.close();
  const second = CsvLog.open(file(), columns);
  second.append({ a: 'x,y "z"\n', b: undefined });
  second.flush();
  expect(second.position()).toBe(fs.statSync(file()).size);
  second.close();
  expect(text()).toBe('a,b\n1,2\n"x,y ""z""\n",\n');
});

test('formatCsvValue writes nan, inf and -inf for non-finite numbers', () => {
  expect([NaN, Infinity, -Infinity, undefined, 0.1, 1e-7, -0, 1e21].map(formatCsvValue)).toEqual([
    'nan',
    'inf',
    '-inf',
    '',
    '0.1',
    '1e-7',
    '0',
    '1e+21',
  ]);
});

test('any text and number round-trips', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      (a, b) => {
        fs.rmSync(file(), { force: true });
        const log = CsvLog.open(file(), columns);
        log.append({ a, b });
        log.close();
        const [, [readA, readB]]: string[][] = parse(text(), { relax_column_count: true });
        expect(readA).toBe(a);
        expect(Number(readB)).toBe(b === 0 ? 0 : b);
      },
    ),
  );
});

test('truncateTo removes later rows and a partial line', () => {
  const log = CsvLog.open(file(), columns);
  log.append({ a: 1, b: 1 });
  const position = log.position();
  log.append({ a: 2, b: 2 });
  log.close();
  fs.appendFileSync(file(), '12,0.');
  const resumed = CsvLog.open(file(), columns);
  resumed.truncateTo(position);
  resumed.append({ a: 3, b: 3 });
  resumed.close();
  expect(text()).toBe('a,b\n1,1\n3,3\n');
});

test('truncateTo 0 keeps the header, also if it was written partly', () => {
  fs.writeFileSync(file(), 'a');
  const log = CsvLog.open(file(), columns);
  log.append({ a: 1 });
  log.truncateTo(0);
  log.close();
  expect(text()).toBe('a,b\n');
});

test('truncateTo throws if the file is shorter than the position', () => {
  const log = CsvLog.open(file(), columns);
  expect(() => log.truncateTo(100)).toThrow(
    new FailedError(
      `${file()} has 4 bytes, fewer than the 100 at the last checkpoint: restore the whole file, or start a new run`,
    ),
  );
  log.close();
});

test('open throws if the file has other columns', () => {
  fs.writeFileSync(file(), 'x,y\n1,2\n');
  expect(() => CsvLog.open(file(), columns)).toThrow(/does not have the columns of this version of nao/);
  expect(text()).toBe('x,y\n1,2\n');
});

test('append throws for an unknown column', () => {
  const log = CsvLog.open(file(), columns);
  expect(() => log.append({ c: 1 })).toThrow(/has no column c/);
  log.close();
});

test('a full disk is a MachineError', () => {
  if (!fs.existsSync('/dev/full')) return;
  expect(() => CsvLog.open('/dev/full', columns)).toThrow(MachineError);
  expect(() => CsvLog.open('/dev/full', columns)).toThrow(
    /^cannot write \/dev\/full: the disk is full; free space$/,
  );
});

test('removeTimeColumns removes measured times', () => {
  const names = createLogColumns({ metric: 'shared_valid_accuracy', items: 'images' }).training.map(
    ({ name }) => name,
  );
  expect(names).toContain('images_per_s');
  expect(removeTimeColumns('step,images_per_s,train_loss,seconds\n1,10,0.5,2\n')).toBe(
    'step,train_loss\n1,0.5\n',
  );
});
