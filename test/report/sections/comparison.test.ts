import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '../../../src/errors';
import { writeComparison, writeComparisonTables } from '../../../src/report/report';
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

test('taus and accuracies stand next to their n, and the time is readable', async () => {
  const page = await compare(TABLE, wholeRun());
  const [heads, first] = csv(page, 'searches');
  const cell = (head: string) => first[heads.indexOf(head)];
  expect([cell('tau predicted-measured'), cell('n of tau')]).toEqual(['0.3', '20']);
  expect([cell('pairwise accuracy'), cell('n held out')]).toEqual(['0.8', '16']);
  expect(cell('time (s)')).toBe('12');
  expect(page).toContain('<td class="number">12 s</td>');
  expect(page).toContain('<td class="number">1 h 30 min</td>');
});

test('settings that no search of the page uses do not count as different', async () => {
  const config = `${TABLE['config.yaml']}\nsupernet: { channels: CHANNELS }\nbaselines: { gpNoise: CHANNELS }`;
  const runs = ['8', '16'].map((channels) => ({
    ...TABLE,
    'config.yaml': config.replaceAll('CHANNELS', channels),
  }));
  expect(await compare(...runs)).toContain('All settings are the same.');
});

test('the reports of the compared runs are folded', async () => {
  const page = await compare(TABLE, wholeRun());
  expect(
    page.match(/<article id="run-\d">\s*<details class="fold">\s*<summary>\s*<h1>Search /g),
  ).toHaveLength(2);
});

test('writeComparisonTables writes the table of the runs as CSV and as LaTeX', async () => {
  const folders = [temporaryRun(TABLE, 'a'), temporaryRun(wholeRun(), 'b')];
  const files = temporaryRun({});
  const [csvFile, latexFile] = [path.join(files, 'runs.csv'), path.join(files, 'runs.tex')];
  await writeComparisonTables(folders, { csv: csvFile, latex: latexFile });
  const lines = readFileSync(csvFile, 'utf8').trim().split('\n');
  expect(lines).toHaveLength(3);
  expect(lines[0]).toMatch(/^search,data,space,mode,seed,/);
  const latex = readFileSync(latexFile, 'utf8');
  expect(latex).toContain('\\begin{tabular}{llllr');
  expect(latex.trim().split('\n')).toHaveLength(8);
});

test('writeComparisonTables replaces its tables, but no other file', async () => {
  const run = temporaryRun(TABLE);
  const csvFile = path.join(run, 'architectures.csv');
  await expect(writeComparisonTables([run], { csv: csvFile })).rejects.toThrow(InputError);
  expect(readFileSync(csvFile, 'utf8')).toBe(TABLE['architectures.csv']);
});

test('the page of one run is its report', async () => {
  const folder = temporaryRun(TABLE);
  const file = path.join(temporaryRun({}), 'page.html');
  await writeComparison([folder, `${folder}/`], file);
  const page = readFileSync(file, 'utf8');
  expect(page).toContain(`<title>Search ${path.basename(folder)}</title>`);
  expect(page).not.toContain('Comparison of');
  expect(await compare(TABLE, wholeRun())).toContain('<title>Comparison of 2 searches</title>');
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
