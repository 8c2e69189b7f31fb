import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { createHash } from 'node:crypto';
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
  expect(second.position().bytes).toBe(fs.statSync(file()).size);
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
  resumed.assertIntact(position);
  resumed.truncateTo(position.bytes);
  expect(resumed.position()).toEqual(position);
  resumed.append({ a: 3, b: 3 });
  resumed.close();
  expect(text()).toBe('a,b\n1,1\n3,3\n');
});

test('clear keeps the header, also if it was written partly', () => {
  fs.writeFileSync(file(), 'a');
  const log = CsvLog.open(file(), columns);
  log.append({ a: 1 });
  log.clear();
  log.close();
  expect(text()).toBe('a,b\n');
});

test('assertIntact throws if the file is shorter than the position', () => {
  const log = CsvLog.open(file(), columns);
  expect(() => log.assertIntact({ bytes: 100, sha256: '' })).toThrow(
    new FailedError(
      `${file()} has 4 bytes, fewer than the 100 at the last checkpoint: restore the whole file, or start a new run`,
    ),
  );
  log.close();
});

test('assertIntact throws for any changed byte before the position, and for none after it', () => {
  const log = CsvLog.open(file(), columns);
  for (let row = 0; row < 20; row++) log.append({ a: row, b: 'text' });
  const position = log.position();
  expect(position).toEqual({
    bytes: fs.statSync(file()).size,
    sha256: createHash('sha256').update(fs.readFileSync(file())).digest('hex'),
  });
  log.append({ a: 99 });
  log.close();
  const whole = fs.readFileSync(file());
  for (let at = 0; at < whole.length; at += 7) {
    const damaged = Buffer.from(whole);
    damaged[at] ^= 1;
    fs.writeFileSync(file(), damaged);
    // Another header is refused when the log is opened.
    const check = (): void => CsvLog.open(file(), columns).assertIntact(position);
    if (at < position.bytes) expect(check).toThrow(FailedError);
    else expect(check).not.toThrow();
  }
  const zeroed = Buffer.from(whole).fill(0, 40, 60);
  fs.writeFileSync(file(), zeroed);
  expect(() => CsvLog.open(file(), columns).assertIntact(position)).toThrow(
    `${file()} is damaged in its first ${position.bytes} bytes, which were intact at the last checkpoint: ` +
      'restore the whole file, or start a new run',
  );
});

test('a position after a resume has the digest of the whole file', () => {
  const first = CsvLog.open(file(), columns);
  first.append({ a: 1 });
  first.close();
  const second = CsvLog.open(file(), columns);
  second.append({ a: 2 });
  const position = second.position();
  second.append({ a: 3 });
  second.truncateTo(position.bytes);
  second.append({ a: 4 });
  second.close();
  const third = CsvLog.open(file(), columns);
  expect(second.position()).toEqual(third.position());
  expect(text()).toBe('a,b\n1,\n2,\n4,\n');
  third.close();
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
