import { parse } from 'csv-parse/sync';
import fs from 'node:fs';
import path from 'node:path';
import { createNasBench201Space } from '../../../src/space/nasbench201/space';
import { nao, readFiles, runAndInterrupt, useOwnCache, whenSetUp } from '../../support/cli/command';
import { parseResult } from '../../support/cli/json';
import { writeRandomTable } from '../../support/space/random-table';
import { temporaryFolder } from '../../support/temp-folder';

const folder = temporaryFolder();
useOwnCache(folder);

const space = createNasBench201Space();
const WITHOUT_TENSORFLOW = 'gp,random,evolution,local';
const ALL = 'nao,random,evolution,local,gp,reinforce';

/** Writes a table of random cells with validation accuracies in percent and test accuracies computed by `test`. */
function writeTable(name: string, rows: number, test: (valid: number, row: number) => number): string {
  writeRandomTable(path.join(folder(), name), rows, test);
  return name;
}

interface QueryRow {
  readonly searcher: string;
  readonly seed: string;
  readonly query: string;
  readonly architecture: string;
  readonly score: string;
  readonly best_score: string;
  readonly best_test: string;
}

function readQueries(out: string): QueryRow[] {
  return parse(fs.readFileSync(path.join(folder(), out, 'queries.csv'), 'utf8'), { columns: true });
}

function compare(table: string, out: string, searchers: string, ...more: string[]): ReturnType<typeof nao> {
  const small = ['--preset', 'tiny', '--seeds', '2', '--threads', '2'];
  return nao(
    folder(),
    'compare',
    '--table',
    table,
    '--out',
    out,
    '--searchers',
    searchers,
    ...small,
    ...more,
  );
}

test('compare writes tables and a plot, the same bytes for any number of threads', () => {
  const table = writeTable('table.csv', 60, (valid) => valid + 5);
  const { code, out } = compare(table, 'one', WITHOUT_TENSORFLOW, '--budget', '20,40');
  expect(code).toBe(0);
  expect(out).toMatch(/^ +20 queries +40 queries$/m);
  expect(out).toMatch(/^random +\d\d\.\d{3} \+- \d\.\d{3} +\d\d\.\d{3} \+- \d\.\d{3}$/m);
  expect(out).toMatch(/^gp - local at 40: [+-]\d\.\d{3} \(95 %: .* to .*; sign-flip p (< )?[01]\.\d{3}\)$/m);
  expect(fs.readdirSync(path.join(folder(), 'one')).sort()).toEqual([
    'best-so-far.svg',
    'paired-tests.csv',
    'protocol.json',
    'queries.csv',
    'searches',
    'summary.csv',
  ]);
  expect(readQueries('one')).toHaveLength(4 * 2 * 40);
  for (const { best_score, best_test } of readQueries('one')) {
    expect(Number(best_test)).toBeCloseTo(Number(best_score) + 5, 9);
  }
  const two = compare(table, 'two', WITHOUT_TENSORFLOW, '--budget', '20,40', '--threads', '1', '--json');
  const { summary } = parseResult('compare', two.out) as { summary: Record<string, unknown>[] };
  expect(summary.map(({ searcher, queries }) => `${String(searcher)} ${Number(queries)}`)).toContain('gp 40');
  const files = /\.(csv|svg)$/;
  expect(readFiles(path.join(folder(), 'two'), files)).toEqual(readFiles(path.join(folder(), 'one'), files));
});

test('compare continues missing searches, and rejects another table', () => {
  const table = writeTable('table.csv', 60, (valid) => valid);
  compare(table, 'out', WITHOUT_TENSORFLOW, '--budget', '30');
  const before = readFiles(path.join(folder(), 'out'), /\.(csv|svg)$/);
  fs.rmSync(path.join(folder(), 'out', 'searches', 'gp-2.csv'));
  fs.rmSync(path.join(folder(), 'out', 'queries.csv'));
  const { code, err } = compare(table, 'out', WITHOUT_TENSORFLOW, '--budget', '30');
  expect(code).toBe(0);
  expect(err).toMatch(/7 of 8 searches .*1 /);
  expect(readFiles(path.join(folder(), 'out'), /\.(csv|svg)$/)).toEqual(before);
  const other = compare(
    writeTable('other.csv', 50, (valid) => valid),
    'out',
    'random',
    '--budget',
    '30',
  );
  const corrected = compare(
    writeTable('table.csv', 60, (valid) => valid + 1), // other test accuracies only
    'out',
    WITHOUT_TENSORFLOW,
    '--budget',
    '30',
  );
  for (const { code, out, err } of [other, corrected]) {
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/protocol\.json.* settings, (another )?table/);
  }
});

test('compare, interrupted and continued, writes the files of an uninterrupted one', async () => {
  const table = writeTable('table.csv', 400, (valid) => valid);
  const args = [
    'compare',
    '--table',
    table,
    '--searchers',
    'random,local',
    '--seeds',
    '40',
    '--budget',
    '50',
  ];
  expect(nao(folder(), ...args, '--out', 'whole').code).toBe(0);
  const searches = path.join(folder(), 'stopped', 'searches');
  const { code, err } = await runAndInterrupt(
    folder(),
    [...args, '--out', 'stopped', '--threads', '1'],
    () => fs.existsSync(searches) && fs.readdirSync(searches).length > 2,
  );
  expect(code).toBe(130);
  expect(err).toMatch(/^nao: interrupted after \d+ of 80 searches.* the same command$/m);
  expect(fs.existsSync(path.join(folder(), 'stopped', 'queries.csv'))).toBe(false);
  expect(nao(folder(), ...args, '--out', 'stopped').code).toBe(0);
  expect(readFiles(path.join(folder(), 'stopped'))).toEqual(readFiles(path.join(folder(), 'whole')));
});

whenSetUp('compare reports that every searcher exhausts a table of 12 rows with a budget of 100', () => {
  const table = writeTable('twelve.csv', 12, (valid) => valid);
  const { code, err } = compare(table, 'out', ALL, '--budget', '100');
  expect(code).toBe(0);
  const all = readQueries('out');
  for (const searcher of ALL.split(',')) {
    expect(err).toMatch(new RegExp(`^${searcher}: .*exhausted after 12 queries.* 2 of 2 searches`, 'm'));
    for (const seed of ['1', '2']) {
      const queries = all.filter((row) => row.searcher === searcher && row.seed === seed);
      expect(queries).toHaveLength(12);
      const forms = queries.map(({ architecture }) => space.canonical(space.parse(architecture)));
      expect(new Set(forms).size).toBe(12);
    }
  }
});

whenSetUp('the queries of all searchers are independent of the test column', () => {
  const tables: [string, (valid: number, row: number) => number][] = [
    ['equal', (valid) => valid],
    ['opposite', (valid) => 100 - valid],
    ['shuffled', (_, row) => (row * 37) % 100],
  ];
  const runs = tables.map(([name, test]) => {
    const table = writeTable(`${name}.csv`, 60, test);
    expect(compare(table, name, ALL, '--budget', '25').code).toBe(0);
    const rows: Record<string, string>[] = parse(fs.readFileSync(path.join(folder(), table), 'utf8'), {
      columns: true,
    });
    const tests = new Map(rows.map((row) => [row.cifar10_valid_12ep, row.cifar10_test_200ep]));
    // The final metric is that of the best validation accuracy, not the best test accuracy.
    for (const { best_score, best_test } of readQueries(name)) expect(best_test).toBe(tests.get(best_score));
    return readQueries(name).map((row) => ({ ...row, best_test: undefined }));
  });
  expect(runs[0]).toHaveLength(6 * 2 * 25);
  expect(runs[1]).toEqual(runs[0]);
  expect(runs[2]).toEqual(runs[0]);
});
