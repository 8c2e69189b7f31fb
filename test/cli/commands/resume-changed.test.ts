import fs from 'node:fs';
import path from 'node:path';
import { createRandomStream } from '../../../src/random';
import { createCnnSpace } from '../../../src/space/cnn/space';
import { findMessages, nao, readTimelessLogs, whenSetUp } from '../../support/cli/command';
import { temporaryFolder } from '../../support/temp-folder';

/* Searches over a table that are resumed after something about them has changed. */

const folder = temporaryFolder();
const at = (...parts: string[]): string => path.join(folder(), ...parts);

beforeEach(() => {
  const space = createCnnSpace(2);
  const random = createRandomStream(1, 'table');
  const rows = Array.from({ length: 60 }, () => `${space.format(space.sample(random))},${random()}`);
  fs.writeFileSync(at('table.csv'), `architecture,valid_accuracy\n${rows.join('\n')}\n`);
});

function search(out: string, rounds: number): void {
  const table = ['--preset', 'tiny', '--mode', 'table', '--table', 'table.csv', '--seed', '7'];
  expect(nao(folder(), 'search', ...table, '--set', `search.rounds=${rounds}`, '--out', out)).toMatchObject({
    code: 0,
  });
}

whenSetUp('a moved search with a moved table gets more rounds, as if it had them from the start', () => {
  search('two', 2);
  search('three', 3);
  fs.mkdirSync(at('elsewhere'));
  fs.renameSync(at('two'), at('elsewhere', 'run'));
  fs.renameSync(at('table.csv'), at('elsewhere', 'table.csv'));
  const run = path.join('elsewhere', 'run');
  // A place where nothing is is not kept, nor one that a table does not need.
  expect(nao(folder(), 'resume', run, '--table', 'nowhere.csv')).toMatchObject({
    code: 3,
    err: expect.stringMatching(/^nao: there is no .*nowhere\.csv, /) as string,
  });
  expect(nao(folder(), 'resume', run, '--data-dir', 'elsewhere')).toMatchObject({
    code: 2,
    err: expect.stringMatching(/^nao: --data-dir has no effect in mode table/) as string,
  });
  // A finished search is told without its table.
  expect(nao(folder(), 'resume', run)).toMatchObject({ code: 0 });
  expect(nao(folder(), 'resume', run, '--rounds', '3')).toEqual({
    code: 3,
    out: '',
    err: `nao: there is no ${at('table.csv')}, which ${run} reads its data from: give their new place with --table\n`,
  });
  expect(
    nao(folder(), 'resume', run, '--rounds', '3', '--table', path.join('elsewhere', 'table.csv')),
  ).toMatchObject({ code: 0 });
  expect(readTimelessLogs(at(run))).toEqual(readTimelessLogs(at('three')));
  expect(nao(folder(), 'resume', run, '--rounds', '2')).toMatchObject({
    code: 2,
    err: expect.stringMatching(/^nao: setting 'search\.rounds' is 2, but .* give at least 3\n$/m) as string,
  });
});

whenSetUp('a damaged log and a changed setting are refused by all that read them', () => {
  search('run', 2);
  const file = at('run', 'architectures.csv');
  const log = fs.readFileSync(file);
  const commands = [['resume'], ['report'], ['learning-curve', '--sizes', '2', '--held-out', '2']];
  for (const [start, end] of [
    [200, 240], // rows
    [0, 12], // columns
  ]) {
    fs.writeFileSync(file, Buffer.from(log).fill(0, start, end));
    for (const [command, ...options] of commands) {
      expect(nao(folder(), command, 'run', ...options)).toMatchObject({
        code: 1,
        err: expect.stringMatching(
          /^nao: run\/architectures\.csv is damaged .*: restore the whole file, or/,
        ) as string,
      });
    }
  }
  fs.writeFileSync(file, log);
  const config = fs.readFileSync(at('run', 'config.yaml'), 'utf8');
  fs.writeFileSync(at('run', 'config.yaml'), config.replace('seed: 7', 'seed: 8'));
  for (const [command, ...options] of [commands[0], commands[2]]) {
    expect(nao(folder(), command, 'run', ...options)).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^nao: setting 'seed' was 7 and is now 8, /) as string,
    });
  }
});

whenSetUp('--out below a file or /proc, and locks that nobody can take, end with a sentence', () => {
  fs.mkdirSync(at('dangling'));
  fs.symlinkSync('nothing', at('dangling', 'lock'));
  fs.mkdirSync(at('folder', 'lock'), { recursive: true });
  for (const [out, code, message] of [
    ['table.csv/run', 2, /table\.csv.*--out/],
    ['/proc/nao/run', 3, /cannot create the run folder \/proc\/nao\/run .*--out/],
    ['dangling', 2, /dangling\/lock is a link to a file that does not exist: delete it/],
    ['folder', 3, /cannot read or write the lock folder\/lock \(it is a folder\)/],
  ] as const) {
    const table = ['--preset', 'tiny', '--mode', 'table', '--table', 'table.csv', '--out', out];
    const { code: found, err } = nao(folder(), 'search', ...table);
    expect({ out, found, err }).toEqual({ out, found: code, err: expect.stringMatching(message) as string });
    expect(findMessages(err).trim().split('\n')).toHaveLength(1);
  }
});
