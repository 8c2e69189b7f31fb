import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { InputError } from '../../../src/errors';
import type { Evaluator } from '../../../src/evaluators/evaluator';
import { createTableEvaluator } from '../../../src/evaluators/table/evaluator';
import { readTableRows } from '../../../src/evaluators/table/rows';
import { createCnnSpace } from '../../../src/space/cnn/space';
import { testEvaluator } from '../../conformance/evaluator';

const space = createCnnSpace(1);
const ONE = '0 0 1 2 0 0 1 3';
/** ONE with the branches of its first node swapped. */
const ONE_SWAPPED = '1 2 0 0 0 0 1 3';
const TWO = '1 4 1 4 0 1 0 1';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'table-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(content: string | Buffer, name = 'scores.csv'): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

function open(file: string, direction: 'maximize' | 'minimize' = 'maximize'): Evaluator {
  return createTableEvaluator(
    { file, architectureColumn: 'arch', scoreColumn: 'accuracy', direction },
    space,
  );
}

describe('createTableEvaluator', () => {
  test('returns the score of an architecture in any of its text forms', () => {
    const table = open(write(`index,arch,accuracy\n0,${ONE},63.364\n1,${TWO},82.5\n`));
    expect(table.score(space.parse(ONE))).toEqual({ value: 63.364, itemsScored: 0 });
    expect(table.score(space.parse(ONE_SWAPPED)).value).toBe(63.364);
    expect(table.score(space.parse(TWO)).value).toBe(82.5);
    expect(table.domain).toEqual([space.parse(ONE), space.parse(TWO)]);
    expect(table.metric).toEqual({ name: 'accuracy', direction: 'maximize' });
    expect([table.rescoresEachRound, table.trainingSteps(0), table.stepsPerEpoch]).toEqual([false, 0, 0]);
  });

  test('refuses a table with a column twice', () => {
    const file = write(`arch,accuracy,accuracy\n${ONE},60,90\n`);
    expect(() => open(file)).toThrow(`${file} has 2 columns 'accuracy': rename all but the one to read`);
  });

  test.each(['0x10', '0b1', '1_000', '1,5', 'Infinity', '--1'])('refuses the score %s', (score) => {
    const file = write(`arch,accuracy\n${ONE},"${score}"\n`);
    expect(() => open(file)).toThrow(InputError);
  });

  test.each([
    ['1e-3', 0.001],
    ['+.5', 0.5],
    ['-2.', -2],
    ['1E2', 100],
  ])('reads the score %s', (text, value) => {
    expect(open(write(`arch,accuracy\n${ONE},${text}\n`)).score(space.parse(ONE)).value).toBe(value);
  });

  test('supports the architectures that have rows', () => {
    const table = open(write(`arch,accuracy\n${ONE},1\n`));
    expect(table.supports(space.parse(ONE_SWAPPED))).toBe(true);
    expect(table.supports(space.parse(TWO))).toBe(false);
    expect(() => table.score(space.parse(TWO))).toThrow(RangeError);
  });

  test('prefers rows with the exact text, and returns the mean of several', () => {
    const both = open(write(`arch,accuracy\n${ONE},60\n${TWO},1\n${ONE_SWAPPED},70\n`));
    expect(both.score(space.parse(ONE)).value).toBe(60);
    expect(both.score(space.parse(ONE_SWAPPED)).value).toBe(70);
    expect(both.domain).toEqual([space.parse(ONE), space.parse(TWO), space.parse(ONE_SWAPPED)]);
    const twice = open(write(`arch,accuracy\n${ONE},60\n${TWO},1\n${ONE},70\n`));
    expect(twice.score(space.parse(ONE)).value).toBe(65);
    expect(twice.score(space.parse(ONE_SWAPPED)).value).toBe(65);
    expect(twice.domain).toHaveLength(2);
  });

  test('keeps a random half of the rows, chosen by splitSeed', () => {
    const file = write(`arch,accuracy\n${ONE},60\n${TWO},1\n${ONE},70\n`);
    const halves = [1, 2, 3, 4, 5, 6].map((splitSeed) =>
      readTableRows(
        { file, architectureColumn: 'arch', scoreColumn: 'accuracy', direction: 'maximize', splitSeed },
        space,
      ).map(({ score }) => score),
    );
    // The larger half of three, in the file's order.
    const possible = [60, 1, 70].map((left) => [60, 1, 70].filter((score) => score !== left));
    for (const half of halves) expect(possible).toContainEqual(half);
    expect(new Set(halves.map(String)).size).toBeGreaterThan(1);
  });

  test('reports the test column, which scores and digest do not depend on', () => {
    const [one, other] = [90, 10].map((test, i) => {
      const file = write(`arch,accuracy,test\n${ONE},60,${test}\n${TWO},1,nan\n`, `${i}.csv`);
      const settings = { file, architectureColumn: 'arch', scoreColumn: 'accuracy', testColumn: 'test' };
      return createTableEvaluator({ ...settings, direction: 'maximize' }, space);
    });
    expect(one.getFinalMetric?.(space.parse(ONE_SWAPPED))).toEqual({ name: 'test', value: 90 });
    expect(other.getFinalMetric?.(space.parse(ONE))).toEqual({ name: 'test', value: 10 });
    expect(one.getFinalMetric?.(space.parse(TWO))?.value).toBeNaN();
    expect(one.dataDigest).toBe(other.dataDigest);
    expect(one.score(space.parse(ONE))).toEqual(other.score(space.parse(ONE)));
    expect(open(write(`arch,accuracy\n${ONE},1\n`)).getFinalMetric?.(space.parse(ONE))).toBeUndefined();
  });

  test('reads gzip (by its first bytes), byte order marks, CRLF, quotes and a missing final newline', () => {
    const text = `\uFEFFarch,accuracy\r\n"${ONE}",1\r\n${TWO},2`;
    expect(open(write(gzipSync(text), 'scores.csv')).domain).toHaveLength(2);
    expect(open(write(text, 'scores.csv.gz')).domain).toHaveLength(2);
  });

  test('takes the direction of the metric from the settings', () => {
    expect(open(write(`arch,accuracy\n${ONE},1\n`), 'minimize').metric.direction).toBe('minimize');
  });

  test('names its metric after the column, with a prefix if a log column has that name', () => {
    const file = write(`arch,loss\n${ONE},1\n`);
    const settings = {
      file,
      architectureColumn: 'arch',
      scoreColumn: 'loss',
      direction: 'minimize' as const,
    };
    expect(createTableEvaluator(settings, space).metric.name).toBe('table_loss');
  });

  test('reads nan and inf as failed scores', () => {
    const table = open(write(`arch,accuracy\n${ONE},nan\n${TWO},-inf\n`));
    expect(table.score(space.parse(ONE)).value).toBeNaN();
    expect(table.score(space.parse(TWO)).value).toBe(-Infinity);
  });
});

describe('createTableEvaluator throws, with file and line, for', () => {
  test.each([
    [
      'a missing column',
      `arch,acc\n${ONE},1\n`,
      /scores\.csv has no column 'accuracy': set table\.scoreColumn to one of arch, acc$/,
    ],
    [
      'a score that is not a number',
      `arch,accuracy\n${ONE},1\n${TWO},high\n`,
      /scores\.csv, line 3: 'high' in column/,
    ],
    [
      'an empty score',
      `arch,accuracy\n${ONE},\n`,
      /scores\.csv, line 2: '' in column 'accuracy' is not a number/,
    ],
    [
      'a malformed architecture',
      `arch,accuracy\n0 9 1 2 0 0 1 3,1\n`,
      /scores\.csv, line 2: position 2: op 9/,
    ],
    ['a truncated row', `arch,accuracy\n${ONE}\n`, /scores\.csv is not a CSV: .*line 2/],
    ['no rows', 'arch,accuracy\n', /scores\.csv has no rows/],
    ['an empty file', '', /scores\.csv has no rows/],
  ])('%s', (_, text, message) => {
    const file = write(text);
    expect(() => open(file)).toThrow(InputError);
    expect(() => open(file)).toThrow(message);
  });

  test('a missing file', () => {
    expect(() => open(join(folder, 'none.csv'))).toThrow(InputError);
    expect(() => open(join(folder, 'none.csv'))).toThrow(
      /none\.csv \(no such file\): give a readable CSV file with --table or table\.file$/,
    );
  });

  test('a truncated gzip file', () => {
    const whole = gzipSync(`arch,accuracy\n${ONE},1\n`);
    expect(() => open(write(whole.subarray(0, 20)))).toThrow(/damaged gzip file/);
  });
});

const THREE = '0 3 1 4 0 1 0 1';

testEvaluator('a table', {
  space,
  pool: [ONE, TWO, THREE].map((text) => space.parse(text)),
  open: () => open(write(`arch,accuracy\n${ONE},60\n${TWO},70\n${THREE},65\n`)),
  openFailing: () => open(write(`arch,accuracy\n${ONE},nan\n${TWO},70\n`)),
  unsupported: space.parse('0 3 1 3 0 3 1 3'),
});
