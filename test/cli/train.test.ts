import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { withoutEpochTimes } from '../../src/train/logs';
import { writeImageFixture } from '../data/img-fixture';
import { temporaryFolder } from '../run/temp-folder';
import { compiledProgram, nao, useOwnCache, whenSetUp } from './command';

const folder = temporaryFolder();
useOwnCache(folder);
beforeEach(async () => {
  await writeImageFixture(path.join(folder(), 'my images'));
});

const train = (out: string) => [
  'train',
  ...['--arch', '0 0 1 3 2 1 0 4 0 2 1 0 2 3 1 4', '--preset', 'tiny', '--seed', '5'],
  ...['--dataset', 'images', '--data-dir', 'my images', '--set', 'child.epochs=40', '--out', out],
];

whenSetUp(
  'a training killed and resumed has the rows and the score of one left alone',
  async () => {
    const whole = nao(folder(), ...train('whole run'));
    expect(whole).toMatchObject({ code: 0 });
    const rows = epochs('whole run');
    expect(rows.trim().split('\n')).toHaveLength(41);

    const child = spawn(process.execPath, [compiledProgram(), ...train('killed')], {
      cwd: folder(),
      stdio: 'ignore',
      env: process.env,
    });
    const file = path.join(folder(), 'killed', 'epochs.csv');
    while (child.exitCode === null && (fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0) < 600) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    expect(fs.existsSync(path.join(folder(), 'killed', 'result.json'))).toBe(false);

    const resumed = nao(folder(), 'resume', 'killed');
    expect(resumed).toMatchObject({ code: 0 });
    expect(epochs('killed')).toBe(rows);
    expect(scoreLine(resumed.out)).toBe(scoreLine(whole.out));

    const evaluated = nao(folder(), 'evaluate', 'killed', '--data-dir', 'my images', '--batch', '7');
    expect(evaluated).toMatchObject({ code: 0 });
    expect(scoreLine(evaluated.out)).toBe(scoreLine(whole.out));
  },
  240_000,
);

test.each([
  ['no architecture', ['train'], /required option '--arch <what>' not specified/],
  ['an unknown cell', ['train', '--arch', 'NAONets'], /^nao: 'NAONets' is no file, .* did you mean 'NAONet'/],
  [
    'a misspelt setting',
    ['train', '--arch', 'NAONet', '--set', 'child.epoch=3'],
    /did you mean 'child\.epochs'\?$/m,
  ],
  [
    'an unknown preset',
    ['train', '--arch', 'NAONet', '--preset', 'cpu'],
    /^nao: unknown preset 'cpu': .* \(known: paper, child, quick, tiny\)/,
  ],
  [
    'a folder that is no export',
    ['evaluate', 'my images'],
    /^nao: there is no my images\/architecture\.json/,
  ],
])('%s is wrong usage, without a trace', (_, args, message) => {
  const { code, out, err } = nao(folder(), ...args);
  expect(err).toMatch(message);
  expect(err).not.toMatch(/\n\s+at /);
  expect({ code, out }).toEqual({ code: 2, out: '' });
});

function epochs(run: string): string {
  return withoutEpochTimes(fs.readFileSync(path.join(folder(), run, 'epochs.csv'), 'utf8'));
}

function scoreLine(out: string): string | undefined {
  return out.split('\n').find((line) => line.startsWith('test_accuracy'));
}
