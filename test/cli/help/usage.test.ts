import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { EXIT_CODES } from '../../../src/cli/output/exit-codes';
import { compiledProgram, nao } from '../../support/cli/command';
import { writeRandomTable } from '../../support/space/random-table';
import { temporaryFolder } from '../../support/temp-folder';

const folder = temporaryFolder();

test('--help lists the commands and exit codes', () => {
  const { code, out } = nao(folder(), '--help');
  expect(code).toBe(0);
  for (const command of [
    'search',
    'resume',
    'train',
    'evaluate',
    'worker',
    'draw',
    'report',
    'learning-curve',
    'calibrate',
    'data',
    'doctor',
    'setup',
    'compare',
    'compare-predictors',
    'bench',
  ]) {
    expect(out).toContain(`  ${command}`);
  }
  for (const { code: exitCode, meaning } of EXIT_CODES) {
    expect(out).toContain(`  ${exitCode}`.padEnd(7) + meaning);
  }
});

test('the help of search lists the modes', () => {
  expect(nao(folder(), 'search', '--help').out.replaceAll(/\s+/g, ' ')).toContain(
    '(choices: "ws", "table", "full")',
  );
});

test('--version prints the version of the package', () => {
  const { version } = JSON.parse(fs.readFileSync(path.join(__dirname, '../../../package.json'), 'utf8')) as {
    version: string;
  };
  expect(nao(folder(), '--version')).toMatchObject({ code: 0, out: `${version}\n` });
});

test.each([
  ['an unknown command', ['serch'], /unknown command 'serch'\n\(Did you mean search\?\)/],
  [
    'an unknown option',
    ['search', '--prest', 'cpu'],
    /unknown option '--prest'\n\(Did you mean --preset\?\)/,
  ],
  ['a mode that does not exist', ['search', '--mode', 'fast'], /Allowed choices are ws, table, full/],
  [
    'a space without a supernet',
    ['search', '--mode', 'ws', '--space', 'cnn11'],
    /^nao: mode 'ws' has no supernet for space 'cnn11': use space 'cnn'/,
  ],
  [
    'a queue for shared weights',
    ['search', '--queue', 'redis://host'],
    /^nao: --queue requires mode full, but the mode is ws: leave it out, or search in mode full$/m,
  ],
  [
    'a misspelled data set of a plan',
    ['search', '--dataset', 'cifar01', '--dry-run'],
    /^nao: unknown image data set 'cifar01': did you mean 'cifar10'\?/,
  ],
  [
    'a data set of a search in a table',
    ['search', '--mode', 'table', '--table', 'table.csv', '--dataset', 'cifar10'],
    /^nao: --dataset has no effect in mode table, which reads its table alone: leave it out$/m,
  ],
  [
    'data of a search in a table',
    ['search', '--mode', 'table', '--table', 'table.csv', '--data-dir', 'images'],
    /^nao: --data-dir has no effect in mode table/,
  ],
  [
    'a queue that is not an address',
    ['search', '--mode', 'full', '--queue', 'host'],
    /^nao: the queue is not the address of a Redis server/,
  ],
  ['a worker without a queue', ['worker'], /^nao: no queue: give --queue redis/],
  [
    'a misspelled setting',
    ['search', '--set', 'controler.epochs=5'],
    /did you mean 'controller\.epochs'\?$/m,
  ],
  ['a bad seed', ['search', '--seed', '1.5'], /^nao: setting 'seed' is 1\.5/],
  ['bad hours', ['search', '--max-hours', 'ten'], /^nao: setting 'run\.maxHours' is 'ten'/],
  ['an unknown preset', ['search', '--preset', 'fast'], /^nao: unknown preset 'fast'/],
  ['a missing run folder to resume', ['resume', 'nowhere'], /^nao: nowhere is no/],
  ['a missing run folder to report', ['report', 'nowhere'], /^nao: folder 'nowhere' does not exist/],
  ['a missing architecture to draw', ['draw', 'nothing'], /^nao: .*'nothing'/],
  [
    'another space than that of a published cell',
    ['draw', 'ENAS-micro', '--space', 'rnn'],
    /^nao: ENAS-micro is of space 'cnn', not 'rnn': leave --space out$/m,
  ],
  ['an unknown data set', ['data', 'mnist'], /^nao: unknown data set 'mnist': did you mean/],
  ...['child-cnn', 'memory', 'ws-cnn', 'ws-rnn'].map((name): [string, string[], RegExp] => [
    `a wrong number of benchmark ${name}`,
    ['bench', name, '--steps', 'x'],
    /^nao: --steps is 'x': give a whole number of at least \d$/m,
  ]),
  [
    'a wrong number of benchmark children',
    ['bench', 'children', '--children', '1.5'],
    /^nao: --children is '1\.5': give a whole number/m,
  ],
  [
    'a wrong number of benchmark controller',
    ['bench', 'controller', '--epochs', '0'],
    /^nao: --epochs is '0': give a whole number of at least 1$/m,
  ],
  ['an unknown benchmark', ['bench', 'cnn'], /^nao: unknown benchmark 'cnn': did you mean/],
  [
    'an unknown searcher',
    ['compare', '--table', 'a', '--out', 'b', '--searchers', 'evolutoin'],
    /did you mean 'evolution'/,
  ],
  [
    'an invalid budget',
    ['compare', '--table', 'a', '--out', 'b', '--budget', '0,5'],
    /^nao: --budget is '0'/,
  ],
  [
    'a comparison without a table',
    ['compare', '--out', 'b'],
    /required option '--table <file>' not specified/,
  ],
  ['two builds to set up', ['setup', '--cpu', '--gpu'], /cannot be used with/],
])('%s is a usage error, without a stack trace or a folder', (_, args, message) => {
  const { code, out, err } = nao(folder(), ...args);
  expect(err).toMatch(message);
  expect(err).not.toMatch(/\n\s+at /);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(fs.readdirSync(folder())).toEqual([]);
});

test('search rejects a folder that is not empty before it starts', () => {
  fs.writeFileSync(path.join(folder(), 'mine'), '');
  const { code, err } = nao(folder(), 'search', '--preset', 'tiny', '--out', '.');
  expect({ code, err }).toEqual({
    code: 2,
    err: 'nao: . is not empty: give a new or empty folder with --out\n',
  });
});

test('draw reads cells from text and from a file', () => {
  const text = '0 0 1 1 0 2 2 4 1 3 0 0 2 1 2 0';
  expect(nao(folder(), 'draw', text, '--out', 'a b', '--quiet')).toEqual({
    code: 0,
    out: expect.stringMatching(
      /^a b\/normal-cell\.svg\na b\/reduction-cell\.svg\n[\d.]+ million parameters, [^\n]* F = 36 [^\n]*\n$/,
    ) as string,
    err: '',
  });
  const drawing = fs.readFileSync(path.join(folder(), 'a b', 'normal-cell.svg'), 'utf8');
  expect(drawing).toContain(`<title>Normal cell of ${text}</title>`);
  fs.writeFileSync(path.join(folder(), 'cells.txt'), `# two\n${text}\n${text}\n`);
  const lines = nao(folder(), 'draw', 'cells.txt', '--out', 'd').out.split('\n');
  expect(lines[3]).toBe('d/002-normal-cell.svg');
  expect(lines[5]).toMatch(/^002: [\d.]+ million parameters/);
});

test('draw reads recurrent cells with and without node 0', () => {
  const published = '0 1 1 1 2 2 1 2 4 1 4 1 4 1 7 1 8 2 1 0 4 1';
  expect(nao(folder(), '--quiet', 'draw', published)).toEqual({
    code: 0,
    out: 'recurrent-cell.svg\n',
    err: '',
  });
  const drawing = fs.readFileSync(path.join(folder(), 'recurrent-cell.svg'), 'utf8');
  expect(drawing).toContain('>node 11<');
  expect(nao(folder(), 'draw', `0 ${published}`, '--out', 'full').out).toBe('full/recurrent-cell.svg\n');
  expect(fs.readFileSync(path.join(folder(), 'full', 'recurrent-cell.svg'), 'utf8')).toBe(drawing);
});

test('draw resolves a text that fits two spaces by --space', () => {
  const ambiguous = '0 1 0 1 0 1 0 1';
  expect(nao(folder(), 'draw', ambiguous).out).toMatch(/^normal-cell\.svg\nreduction-cell\.svg\n/);
  expect(nao(folder(), 'draw', ambiguous, '--space', 'rnn').out).toBe('recurrent-cell.svg\n');
});

test.each([
  ['draw', ['draw', 'NAONet']],
  ['a plan', 'search --preset tiny --mode table --space nasbench201 --table table.csv --dry-run'.split(' ')],
])('output of %s to a full disk ends with a message and exit code 1', (_, args) => {
  writeRandomTable(path.join(folder(), 'table.csv'), 20, (valid) => valid);
  const full = fs.openSync('/dev/full', 'w');
  const { status, stderr } = spawnSync(process.execPath, [compiledProgram(), ...args], {
    cwd: folder(),
    encoding: 'utf8',
    stdio: ['ignore', full, 'pipe'],
  });
  fs.closeSync(full);
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: expect.stringMatching(/^nao: cannot write the output: ENOSPC.*\n$/) as string,
  });
});

test('help of an unknown command suggests the nearest one', () => {
  const { code, err } = nao(folder(), 'help', 'serch');
  expect(code).toBe(2);
  expect(err).toMatch(/^nao: unknown command 'serch': did you mean 'search'\? \(known: [^\n]*\)\n$/);
});

test('the help of bench lists all benchmarks', () => {
  const { out } = nao(folder(), 'bench', '--help');
  const benchmarks = path.join(__dirname, '..', '..', '..', 'experiments', 'benchmarks');
  const names = fs.readdirSync(benchmarks).flatMap((file) => /^(.+)\.ts$/.exec(file)?.[1] ?? []);
  expect(names).toContain('ws-cnn');
  for (const name of names) expect(out).toMatch(new RegExp(`\\b${name}\\b`));
});
