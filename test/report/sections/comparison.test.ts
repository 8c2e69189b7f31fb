import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '../../../src/errors';
import { writeComparison } from '../../../src/report/report';
import { recurrentRun, tableRun, temporaryRun, wholeRun } from '../../support/report/synthetic-run';

async function compare(...runs: Readonly<Record<string, string>>[]): Promise<string> {
  const folders = runs.map((run, i) => temporaryRun(run, `${i}`));
  const file = path.join(temporaryRun({}), 'page.html');
  await writeComparison(folders, file);
  return readFileSync(file, 'utf8');
}

/** Reads the CSV export of a table of the page. */
function csv(page: string, name: string): string[][] {
  const [, text] = new RegExp(`aria-label="${name} as CSV">\n(.*?)</textarea`, 's').exec(page) ?? [];
  return text
    .trim()
    .split('\n')
    .map((line) => line.split(','));
}

const TABLE = tableRun();

function withSeed(seed: number, best: number): Record<string, string> {
  return {
    ...TABLE,
    'config.yaml': TABLE['config.yaml'].replace('seed: 3', `seed: ${seed}`),
    'best.json': JSON.stringify({ architecture: '0', reported: { name: 'test', value: best } }),
  };
}

test('the comparison has a row and a report for each run, of any kind', async () => {
  const page = await compare(wholeRun(), TABLE, recurrentRun());
  const [heads, ...rows] = csv(page, 'searches');
  const column = (head: string) => rows.map((row) => row[heads.indexOf(head)]);
  expect(column('data')).toEqual(['fashion-mnist', 'nasbench201-cifar10.csv.gz', 'ptb']);
  expect(column('metric')).toEqual([
    'shared_valid_accuracy',
    'cifar10_valid_12ep',
    'shared_valid_perplexity',
  ]);
  expect(column('best score')[2]).toBe('560.25');
  expect(column('final metric')).toEqual(['', '94.1', '']);
  expect(page.match(/<article id="run-\d"/g)).toHaveLength(3);
  expect(page).toContain('not comparable with other searches');
});

test('only scores of the same metric and data share a chart', async () => {
  const page = await compare(wholeRun(), wholeRun(), TABLE);
  expect(page).toContain('aria-label="Best shared_valid_accuracy (higher is better), fashion-mnist"');
  expect(page).toContain(
    'aria-label="Best cifar10_valid_12ep (higher is better), nasbench201-cifar10.csv.gz"',
  );
});

test('the identifiers of a comparison are unique', async () => {
  const page = await compare(wholeRun(), wholeRun());
  const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
  expect(ids.length).toBeGreaterThan(10);
  expect(new Set(ids).size).toBe(ids.length);
});

test('only runs that differ in nothing but the seed are averaged', async () => {
  const other = { ...TABLE, 'config.yaml': TABLE['config.yaml'].replace('rounds: 4', 'rounds: 5') };
  const page = await compare(withSeed(1, 94), withSeed(2, 93), withSeed(4, 92), other);
  const [, ...rows] = csv(page, 'means over seeds');
  expect(rows).toHaveLength(1);
  // The last cells are the mean and standard deviation of 94, 93 and 92; split names with commas come first.
  expect(rows[0].slice(-2)).toEqual(['93', '1']);
  expect(csv(page, 'settings that differ').map(([name]) => name)).toEqual([
    'setting',
    'seed',
    'search.rounds',
  ]);
});

test('folders with equal names get distinct names, and duplicates count once', async () => {
  const parent = temporaryRun({});
  const folders = ['a', 'b'].map((name) => path.join(parent, name, 'run'));
  for (const folder of folders) {
    mkdirSync(folder, { recursive: true });
    for (const [file, text] of Object.entries(TABLE)) writeFileSync(path.join(folder, file), text);
  }
  const file = path.join(parent, 'page.html');
  await writeComparison([...folders, `${folders[0]}/`], file);
  const names = csv(readFileSync(file, 'utf8'), 'searches').map(([name]) => name);
  expect(names).toEqual(['search', 'a/run', 'b/run']);
});

test('writeComparison replaces a report, but no other file', async () => {
  const run = temporaryRun(TABLE);
  const file = path.join(temporaryRun({ 'mine.html': '<p>mine</p>' }), 'mine.html');
  await expect(writeComparison([run], file)).rejects.toThrow(
    new InputError(`'${file}' exists and is not a report: choose another file with --out`),
  );
  expect(readFileSync(file, 'utf8')).toBe('<p>mine</p>');
  const own = path.join(path.dirname(file), 'own.html');
  await writeComparison([run], own);
  await expect(writeComparison([run], own)).resolves.toBeUndefined();
});
