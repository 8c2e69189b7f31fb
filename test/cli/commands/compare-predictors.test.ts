import { parse } from 'csv-parse/sync';
import fs from 'node:fs';
import path from 'node:path';
import { mean } from 'simple-statistics';
import { createRandomStream } from '../../../src/random';
import { createNasBench201Space } from '../../../src/space/nasbench201/space';
import { nao, runAndInterrupt, useOwnCache, whenSetUp } from '../../support/cli/command';
import { parseResult } from '../../support/cli/json';
import { formatBenchmarkText } from '../../support/space/benchmark-text';
import { temporaryFolder } from '../../support/temp-folder';

const folder = temporaryFolder();
useOwnCache(folder);

const CONVOLUTIONS = [2, 3];

/** Writes a table of 120 cells: the number of convolutions, and 100 minus it. */
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

function comparePredictors(predictors: string, out: string, ...more: string[]): ReturnType<typeof nao> {
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

test('compare-predictors measures each column, predictor, size and seed, for any number of threads', () => {
  const args = ['--train-sizes', '60,20', '--seeds', '2'];
  const { code, out } = comparePredictors('ard-gp,gp,gp-ranks', 'one.csv', ...args, '--threads', '1');
  expect(code).toBe(0);
  const measured = rows('one.csv');
  expect(measured).toHaveLength(2 * 3 * 2 * 2);
  expect(new Set(measured.map(({ target }) => target))).toEqual(
    new Set(['cifar10_valid_12ep', 'cifar10_test_200ep']),
  );
  for (const { cells, kendall_tau: tau, train_size: size } of measured) {
    expect(cells).toBe('120');
    // Scores are counts of operations: half of the cells are enough to rank all.
    expect(Number(tau)).toBeGreaterThan(size === '60' ? 0.4 : 0.1);
  }
  expect(out).toMatch(/^ +20 \w+( \w+)* +60 \w+( \w+)*$/m);
  expect(out).toMatch(/^ard-gp +0\.\d{3} \+- 0\.\d{3} +0\.\d{3} \+- 0\.\d{3}$/m);
  expect(comparePredictors('gp-ranks,gp,ard-gp', 'two.csv', ...args, '--threads', '2').code).toBe(0);
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

test('compare-predictors --held-out measures rows that the predictor has not learned', () => {
  const space = createNasBench201Space();
  const random = createRandomStream(4, 'noise');
  const cells = new Set(Array.from({ length: 120 }, () => formatBenchmarkText(space.sample(random))));
  const lines = [...cells].map((cell) => `${cell},${random()}`); // noise, which can be remembered and not predicted
  fs.writeFileSync(path.join(folder(), 'noise.csv'), ['arch,cifar10_valid_12ep', ...lines, ''].join('\n'));
  const args = ['--table', 'noise.csv', '--set', 'table.testColumn=', '--predictors', 'gp'];
  args.push('--train-sizes', '60', '--seeds', '10');
  const measure = (out: string, ...more: string[]): number => {
    expect(nao(folder(), 'compare-predictors', ...args, '--out', out, ...more)).toMatchObject({ code: 0 });
    expect(rows(out).map((row) => row.cells)).toEqual(Array(10).fill(more[1] ?? String(cells.size)));
    return mean(rows(out).map((row) => Number(row.kendall_tau)));
  };
  expect(measure('all.csv')).toBeGreaterThan(0.2);
  expect(Math.abs(measure('held-out.csv', '--held-out', '40'))).toBeLessThan(0.15);
  const other = nao(folder(), 'compare-predictors', ...args, '--out', 'all.csv', '--held-out', '40');
  expect(other).toMatchObject({ code: 2, out: '' });
  const tooMany = nao(folder(), 'compare-predictors', ...args, '--out', 'no.csv', '--held-out', '80');
  expect(tooMany).toMatchObject({ code: 2, out: '' });
  expect(tooMany.err).toMatch(/--train-sizes has 60.* --held-out keeps 80: .* up to \d+/);
});

test('compare-predictors continues missing measurements, and rejects other settings', () => {
  const args = ['--train-sizes', '60,20', '--seeds', '2'];
  comparePredictors('ard-gp,gp', 'out.csv', ...args);
  const whole = text('out.csv');
  const lines = whole.split('\n');
  fs.writeFileSync(path.join(folder(), 'out.csv'), [...lines.slice(0, 4), ...lines.slice(7)].join('\n'));
  const { code, err } = comparePredictors('ard-gp,gp', 'out.csv', ...args);
  expect(code).toBe(0);
  expect(err).toMatch(/13 of 16 measurements .*3 /);
  expect(text('out.csv')).toBe(whole);
  const added = comparePredictors('gp', 'out.csv', '--train-sizes', '30', '--seeds', '1', '--json');
  expect(parseResult('compare-predictors', added.out)).toMatchObject({ file: 'out.csv' });
  expect(rows('out.csv')).toHaveLength(16 + 2);
  const other = comparePredictors('gp', 'out.csv', ...args, '--set', 'table.splitSeed=1');
  expect(other).toMatchObject({ code: 2, out: '' });
  expect(other.err).toMatch(/out\.csv\.protocol\.json.* settings/);
});

test('compare-predictors, interrupted and continued, writes the file of an uninterrupted one', async () => {
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
  const { code, err } = await runAndInterrupt(
    folder(),
    [...args, '--out', 'stopped.csv', '--threads', '1'],
    () => (fs.existsSync(path.join(folder(), 'stopped.csv')) ? rows('stopped.csv').length > 2 : false),
  );
  expect(code).toBe(130);
  expect(err).toMatch(/^nao: interrupted after \d+ of 80 measurements.* stopped\.csv.* the same command$/m);
  expect(rows('stopped.csv').length).toBeLessThan(80);
  expect(nao(folder(), ...args, '--out', 'stopped.csv').code).toBe(0);
  expect(text('stopped.csv')).toBe(text('whole.csv'));
});

test('compare-predictors rejects an existing file, too many rows and an unknown predictor', () => {
  fs.writeFileSync(path.join(folder(), 'old.csv'), 'mine');
  const existing = comparePredictors('gp', 'old.csv', '--train-sizes', '20');
  expect(existing).toMatchObject({ code: 2, out: '' });
  expect(existing.err).toMatch(/old\.csv .*--out/);
  expect(fs.readFileSync(path.join(folder(), 'old.csv'), 'utf8')).toBe('mine');
  const many = comparePredictors('gp', 'new.csv', '--train-sizes', '20,121');
  expect(many.code).toBe(2);
  expect(many.err).toMatch(/121.* 120 .*finite cifar10_valid_12ep/);
  expect(fs.existsSync(path.join(folder(), 'new.csv'))).toBe(false);
  expect(comparePredictors('gpp', 'new.csv').err).toMatch(/unknown predictor 'gpp': did you mean 'gp'\?/);
});

whenSetUp("compare-predictors trains NAO's predictor", () => {
  const settings = ['--set', 'controller.epochs=60', '--set', 'controller.hiddenSize=16'];
  const { code } = comparePredictors('nao', 'nao.csv', '--train-sizes', '60', '--seeds', '1', ...settings);
  expect(code).toBe(0);
  for (const { kendall_tau: tau } of rows('nao.csv')) expect(Number(tau)).toBeGreaterThan(0.1);
});
