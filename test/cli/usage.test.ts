import fs from 'node:fs';
import path from 'node:path';
import { nao } from '../support/cli/command';
import { temporaryFolder } from '../support/temp-folder';

const folder = temporaryFolder();

test('--help tells the commands and exit codes', () => {
  const { code, out } = nao(folder(), '--help');
  expect(code).toBe(0);
  for (const command of [
    'search',
    'resume',
    'train',
    'evaluate',
    'draw',
    'report',
    'learning-curve',
    'data',
    'doctor',
    'setup',
    'compare',
    'compare-predictors',
    'bench',
  ]) {
    expect(out).toContain(`  ${command}`);
  }
  expect(out).toContain('75 stopped and resumable');
});

test('every mode is in the help of search', () => {
  expect(nao(folder(), 'search', '--help').out.replaceAll(/\s+/g, ' ')).toContain(
    '(choices: "ws", "table", "full")',
  );
});

test('--version is that of the package', () => {
  const { version } = JSON.parse(fs.readFileSync(path.join(__dirname, '../../package.json'), 'utf8')) as {
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
    'a space whose networks are not trained by themselves',
    ['search', '--mode', 'full', '--space', 'nasbench201'],
    /^nao: mode 'full' cannot train architectures of space 'nasbench201': use space 'cnn'/,
  ],
  [
    'a queue for shared weights',
    ['search', '--queue', 'redis://host'],
    /^nao: --queue is for mode full, whose children are trained one by one/,
  ],
  [
    'a queue that is no address',
    ['search', '--mode', 'full', '--queue', 'host'],
    /^nao: the queue is not the address of a Redis server/,
  ],
  ['a worker without a queue', ['worker'], /^nao: no queue is given: nao worker --queue redis/],
  ['a misspelt setting', ['search', '--set', 'controler.epochs=5'], /did you mean 'controller\.epochs'\?$/m],
  ['a bad seed', ['search', '--seed', '1.5'], /^nao: setting 'seed' is 1\.5/],
  ['bad hours', ['search', '--max-hours', 'ten'], /^nao: setting 'run\.maxHours' is 'ten'/],
  ['an unknown preset', ['search', '--preset', 'fast'], /^nao: unknown preset 'fast'/],
  ['no run folder to resume', ['resume', 'nowhere'], /^nao: nowhere is not a run folder/],
  ['no run folder to report', ['report', 'nowhere'], /^nao: there is no folder 'nowhere'/],
  [
    'no architecture to draw',
    ['draw', 'nothing'],
    /^nao: unknown file, run folder, architecture or published cell 'nothing'/,
  ],
  ['an unknown data set', ['data', 'mnist'], /^nao: there is no data set mnist: did you mean/],
  ['an unknown benchmark', ['bench', 'cnn'], /^nao: unknown benchmark 'cnn': did you mean/],
  [
    'an unknown searcher',
    ['compare', '--table', 'a', '--out', 'b', '--searchers', 'evolutoin'],
    /did you mean 'evolution'/,
  ],
  [
    'a budget that is none',
    ['compare', '--table', 'a', '--out', 'b', '--budget', '0,5'],
    /^nao: --budget is '0'/,
  ],
  [
    'a comparison without a table',
    ['compare', '--out', 'b'],
    /required option '--table <file>' not specified/,
  ],
  ['two builds to set up', ['setup', '--cpu', '--gpu'], /cannot be used with/],
])('%s is wrong usage, without a trace or a folder', (_, args, message) => {
  const { code, out, err } = nao(folder(), ...args);
  expect(err).toMatch(message);
  expect(err).not.toMatch(/\n\s+at /);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(fs.readdirSync(folder())).toEqual([]);
});

test('a folder that holds something is refused before anything starts', () => {
  fs.writeFileSync(path.join(folder(), 'mine'), '');
  const { code, err } = nao(folder(), 'search', '--preset', 'tiny', '--out', '.');
  expect({ code, err }).toEqual({
    code: 2,
    err: 'nao: . is not empty: give a new or empty folder with --out\n',
  });
});

test('cells are drawn from text and from a file', () => {
  const text = '0 0 1 1 0 2 2 4 1 3 0 0 2 1 2 0';
  expect(nao(folder(), 'draw', text, '--out', 'a b')).toEqual({
    code: 0,
    out: expect.stringMatching(
      /^a b\/normal-cell\.svg\na b\/reduction-cell\.svg\n[\d.]+ million parameters, [^\n]* F = 36 [^\n]*\n$/,
    ) as string,
    err: '',
  });
  expect(fs.readFileSync(path.join(folder(), 'a b', 'normal-cell.svg'), 'utf8')).toContain('<svg');
  fs.writeFileSync(path.join(folder(), 'cells.txt'), `# two\n${text}\n${text}\n`);
  const lines = nao(folder(), 'draw', 'cells.txt', '--out', 'd').out.split('\n');
  expect(lines[3]).toBe('d/002-normal-cell.svg');
  expect(lines[5]).toMatch(/^002: [\d.]+ million parameters/);
});

test('recurrent cells are drawn from text, in full or without node 0', () => {
  const published = '0 1 1 1 2 2 1 2 4 1 4 1 4 1 7 1 8 2 1 0 4 1';
  expect(nao(folder(), 'draw', published)).toEqual({ code: 0, out: 'recurrent-cell.svg\n', err: '' });
  const drawing = fs.readFileSync(path.join(folder(), 'recurrent-cell.svg'), 'utf8');
  expect(drawing).toContain('>node 11<');
  expect(nao(folder(), 'draw', `0 ${published}`, '--out', 'full').out).toBe('full/recurrent-cell.svg\n');
  expect(fs.readFileSync(path.join(folder(), 'full', 'recurrent-cell.svg'), 'utf8')).toBe(drawing);
});

test('a text without node 0 that is a convolutional cell too is recurrent where the space is named', () => {
  const either = '0 1 0 1 0 1 0 1';
  expect(nao(folder(), 'draw', either).out).toMatch(/^normal-cell\.svg\nreduction-cell\.svg\n/);
  expect(nao(folder(), 'draw', either, '--space', 'rnn').out).toBe('recurrent-cell.svg\n');
});
