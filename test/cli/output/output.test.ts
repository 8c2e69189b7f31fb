import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { compiledProgram, nao } from '../../support/cli/command';
import { parseResult } from '../../support/cli/json';
import { temporaryFolder } from '../../support/temp-folder';

const folder = temporaryFolder();
const RNN_CELL = '0 0 1 1 2 0 2';

test('a result is on standard output, and what the command assumed on standard error', () => {
  const { code, out, err } = nao(folder(), 'draw', RNN_CELL);
  expect({ code, out }).toEqual({ code: 0, out: 'recurrent-cell.svg\n' });
  expect(err).toBe('read as an architecture of space rnn; --space names another\n');
});

test.each([
  ['draw', ['draw', RNN_CELL], { space: 'rnn', files: ['recurrent-cell.svg'] }],
  ['export', ['export', 'NAONet', '--format', 'genotype'], { format: 'genotype' }],
  ['data', ['data'], { name: 'cifar10', kind: 'images', downloaded: true }],
])('%s --json prints one object with the documented fields', (command, args, part) => {
  const { code, out, err } = nao(folder(), ...args, '--json', '--quiet');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const result = parseResult(command, out);
  const [first] = Object.values(result);
  expect(Array.isArray(first) ? first : [result]).toContainEqual(expect.objectContaining(part));
});

test('an error with --json is a sentence on standard error, with the same exit code', () => {
  const plain = nao(folder(), 'draw', '1 2 3', '--space', 'rnn');
  expect(plain).toEqual({ code: 2, out: '', err: expect.stringMatching(/^nao: [^\n]+\n$/) as string });
  expect(nao(folder(), 'draw', '1 2 3', '--space', 'rnn', '--json')).toEqual(plain);
});

test.each([
  [['draw', RNN_CELL, '--quiet', '--verbose']],
  [['--quiet', 'draw', RNN_CELL, '--verbose']],
  [['--quiet', '--verbose', 'draw', RNN_CELL]],
])('--quiet and --verbose exclude each other: %j', (args) => {
  expect(nao(folder(), ...args)).toEqual({
    code: 2,
    out: '',
    err: 'nao: --quiet and --verbose exclude each other: leave one of them out\n',
  });
  expect(fs.readdirSync(folder())).toEqual([]);
});

test.each([[['--quiet', 'draw', RNN_CELL]], [['draw', RNN_CELL, '--quiet']]])(
  '--quiet hides what is no warning: %j',
  (args) => expect(nao(folder(), ...args)).toEqual({ code: 0, out: 'recurrent-cell.svg\n', err: '' }),
);

test('a command continues if its progress cannot be written', () => {
  const full = fs.openSync('/dev/full', 'w');
  const { status, stdout } = spawnSync(process.execPath, [compiledProgram(), 'draw', RNN_CELL], {
    cwd: folder(),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', full],
  });
  fs.closeSync(full);
  expect({ status, stdout }).toEqual({ status: 0, stdout: 'recurrent-cell.svg\n' });
});
