import { parse } from 'csv-parse/sync';
import fs from 'node:fs';
import path from 'node:path';
import { createRandomStream } from '../../src/random';
import { createNasBench201Space } from '../../src/space/nasbench201/space';
import { formatBenchmarkText } from '../../src/space/nasbench201/text';
import { interrupted, nao, useOwnCache, whenSetUp } from '../support/cli/command';
import { temporaryFolder } from '../support/temp-folder';

const folder = temporaryFolder();
useOwnCache(folder);

const CONVOLUTIONS = [2, 3];

/** 120 cells whose accuracy is the number of their convolutions; 100 less it is the other column. */
function writeTable(): string {
  const space = createNasBench201Space();
  const random = createRandomStream(3, 'table');
  const lines = Array.from({ length: 120 }, () => {
    const cell = space.sample(random);
    const valid = cell.filter((op) => CONVOLUTIONS.includes(op)).length;
    return `${formatBenchmarkText(cell)},${valid},${100 - valid}`;
  });
  const text = ['arch,cifar10_valid_12ep,cifar10_test_200ep', ...lines, ''].join('\n');
  fs.writeFileSync(path.join(folder(), 'table.csv'), text);
  return 'table.csv';
}

interface Row {
  readonly target: string;
  readonly predictor: string;
  readonly train_size: string;
  readonly seed: string;
  readonly kendall_tau: string;
  readonly cells: string;
}

function rows(file: string): Row[] {
  return parse(text(file), { columns: true });
}

function text(file: string): string {
  return fs.readFileSync(path.join(folder(), file), 'utf8');
}

function rank(predictors: string, out: string, ...more: string[]): ReturnType<typeof nao> {
  const table = writeTable();
  return nao(
    folder(),
    'compare-predictors',
    '--table',
    table,
    '--predictors',
    predictors,
    '--out',
    out,
    ...more,
  );
}

test('measures each predictor on each column, size and seed, the same bytes however many threads it has', () => {
  const args = ['--train-sizes', '60,20', '--seeds', '2'];
  const { code, out } = rank('ard-gp,gp,gp-ranks', 'one.csv', ...args, '--threads', '1');
  expect(code).toBe(0);
  const measured = rows('one.csv');
  expect(measured).toHaveLength(2 * 3 * 2 * 2);
  expect(new Set(measured.map(({ target }) => target))).toEqual(
    new Set(['cifar10_valid_12ep', 'cifar10_test_200ep']),
  );
  for (const { cells, kendall_tau: tau, train_size: size } of measured) {
    expect(cells).toBe('120');
    // What is asked for is a number of operations: half of the cells are enough to order all.
    expect(Number(tau)).toBeGreaterThan(size === '60' ? 0.4 : 0.1);
  }
  expect(out).toMatch(/^ +20 taught +60 taught$/m);
  expect(out).toMatch(/^ard-gp +0\.\d{3} \+- 0\.\d{3} +0\.\d{3} \+- 0\.\d{3}$/m);
  expect(rank('gp-ranks,gp,ard-gp', 'two.csv', ...args, '--threads', '2').code).toBe(0);
  expect(text('two.csv')).toBe(text('one.csv'));
  expect(measured.map(({ predictor, train_size: size }) => `${predictor} ${size}`)).toEqual(
    ['ard-gp', 'gp', 'gp-ranks'].flatMap((name) =>
      ['20', '20', '60', '60', '20', '20', '60', '60'].map((size) => `${name} ${size}`),
    ),
  );
  expect(fs.readdirSync(folder()).filter((file) => file.startsWith('one'))).toEqual([
    'one.csv',
    'one.csv.protocol.json',
  ]);
});

test('measurements go on with what is missing, and are refused with another table', () => {
  const args = ['--train-sizes', '60,20', '--seeds', '2'];
  rank('ard-gp,gp', 'out.csv', ...args);
  const whole = text('out.csv');
  const lines = whole.split('\n');
  fs.writeFileSync(path.join(folder(), 'out.csv'), [...lines.slice(0, 4), ...lines.slice(7)].join('\n'));
  const { code, out } = rank('ard-gp,gp', 'out.csv', ...args);
  expect(code).toBe(0);
  expect(out).toContain('13 of 16 measurements are there already, 3 are missing');
  expect(text('out.csv')).toBe(whole);
  expect(rank('gp', 'out.csv', '--train-sizes', '30', '--seeds', '1').code).toBe(0);
  expect(rows('out.csv')).toHaveLength(16 + 2);
  const other = rank('gp', 'out.csv', ...args, '--set', 'table.splitSeed=1');
  expect(other).toMatchObject({ code: 2, out: '' });
  expect(other.err).toMatch(/out\.csv\.protocol\.json has other settings/);
});

test('interrupted, it keeps what is measured, and ends as if nothing had been', async () => {
  const args = [
    'compare-predictors',
    '--table',
    writeTable(),
    '--predictors',
    'gp',
    '--train-sizes',
    '40,60',
  ];
  args.push('--seeds', '20');
  expect(nao(folder(), ...args, '--out', 'whole.csv').code).toBe(0);
  const { code, err } = await interrupted(
    folder(),
    [...args, '--out', 'stopped.csv', '--threads', '1'],
    () => (fs.existsSync(path.join(folder(), 'stopped.csv')) ? rows('stopped.csv').length > 2 : false),
  );
  expect(code).toBe(130);
  expect(err).toMatch(
    /^nao: interrupted after \d+ of 80 measurements, which are in stopped\.csv: go on with the same command$/m,
  );
  expect(rows('stopped.csv').length).toBeLessThan(80);
  expect(nao(folder(), ...args, '--out', 'stopped.csv').code).toBe(0);
  expect(text('stopped.csv')).toBe(text('whole.csv'));
});

test('a file that is there, and more rows than the table has, are refused', () => {
  fs.writeFileSync(path.join(folder(), 'old.csv'), 'mine');
  const there = rank('gp', 'old.csv', '--train-sizes', '20');
  expect(there).toMatchObject({ code: 2, out: '' });
  expect(there.err).toMatch(/old\.csv is there already: give another file with --out/);
  expect(fs.readFileSync(path.join(folder(), 'old.csv'), 'utf8')).toBe('mine');
  const many = rank('gp', 'new.csv', '--train-sizes', '20,121');
  expect(many.code).toBe(2);
  expect(many.err).toMatch(/asks for 121 rows, but the table has 120 with a finite cifar10_valid_12ep/);
  expect(fs.existsSync(path.join(folder(), 'new.csv'))).toBe(false);
  expect(rank('gpp', 'new.csv').err).toMatch(/unknown predictor 'gpp': did you mean 'gp'\?/);
});

whenSetUp("the paper's predictor learns too", () => {
  const { code } = rank('paper', 'paper.csv', '--train-sizes', '60', '--seeds', '1', '--set', 'controller.epochs=60', '--set', 'controller.hiddenSize=16'); // prettier-ignore
  expect(code).toBe(0);
  for (const { kendall_tau: tau } of rows('paper.csv')) expect(Number(tau)).toBeGreaterThan(0.1);
});
