import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { createRandomStream } from '../../../src/random';
import { readBest } from '../../../src/run/best';
import { createCnnSpace } from '../../../src/space/cnn/space';
import { createRnnSpace } from '../../../src/space/rnn/space';
import type { Architecture } from '../../../src/space/space';
import {
  compiledProgram,
  findMessages,
  nao,
  readFiles,
  readTimelessLogs,
  useOwnCache,
  whenSetUp,
} from '../../support/cli/command';
import { writeImageFixture } from '../../support/data/image-files';
import { temporaryFolder } from '../../support/temp-folder';

const folder = temporaryFolder();
useOwnCache(folder);

/** Controller epochs, enough for a signal to arrive before the last. */
const EPOCHS = 600;
const table = ['--mode', 'table', '--set', 'table.file=table.csv'];
const tiny = ['search', '--preset', 'tiny', ...table, '--seed', '7', '--set', `controller.epochs=${EPOCHS}`];

beforeEach(() => {
  const space = createCnnSpace(2);
  const random = createRandomStream(1, 'table');
  const rows = Array.from({ length: 40 }, () => `${space.format(space.sample(random))},${random()}`);
  fs.writeFileSync(path.join(folder(), 'table.csv'), `architecture,valid_accuracy\n${rows.join('\n')}\n`);
});

/** Runs `nao` and sends it a signal when its output contains `moment`. With `reader: 'leaves'`, also closes the pipe. */
async function runAndSignal(
  signal: NodeJS.Signals,
  moment: string,
  args: readonly string[],
  reader: 'stays' | 'leaves' = 'stays',
): Promise<{ code: number | null; err: string }> {
  const child = spawn(process.execPath, [compiledProgram(), ...args], {
    cwd: folder(),
    stdio: ['ignore', 'pipe', 'pipe'],
    env: process.env,
  });
  let err = '';
  child.stderr.on('data', (piece: Buffer) => {
    err += piece.toString();
    if (!err.includes(moment) || child.killed) return;
    if (reader === 'leaves') child.stderr.destroy();
    // Twice, because npm forwards a signal that the process group has already received.
    child.kill(signal);
    child.kill(signal);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, err: findMessages(err) };
}

whenSetUp('a search stopped twice and resumed writes the logs of an uninterrupted one', async () => {
  const whole = nao(folder(), ...tiny, '--out', 'A b');
  expect(whole.code).toBe(0);
  expect(whole.out).toMatch(/^report: A b\/report\.html$/m);
  expect(fs.readdirSync(path.join(folder(), 'A b')).sort()).toEqual([
    'architectures.csv',
    'best.json',
    'checkpoints',
    'children.csv',
    'config.yaml',
    'controller.csv',
    'figure2a.csv',
    'figure2a.svg',
    'figure2b.csv',
    'figure2b.svg',
    'messages.log',
    'progress.json',
    'report.html',
    'rounds.csv',
    'tensorboard',
    'training.csv',
  ]);

  const saved = /^nao: .*saved.*'nao resume S'/m;
  const learning = `learn, ${EPOCHS} steps`;
  expect(await runAndSignal('SIGINT', learning, [...tiny, '--out', 'S'])).toEqual({
    code: 130,
    err: expect.stringMatching(saved) as string,
  });
  expect(fs.existsSync(path.join(folder(), 'S', 'lock'))).toBe(false);
  expect(nao(folder(), ...tiny, '--out', 'S')).toEqual({
    code: 2,
    out: '',
    err: expect.stringMatching(/^nao: S .*'nao resume S'.*--out\n$/) as string,
  });
  expect(await runAndSignal('SIGTERM', learning, ['resume', 'S'])).toEqual({
    code: 75,
    err: expect.stringMatching(saved) as string,
  });
  expect(nao(folder(), 'resume', 'S').code).toBe(0);
  expect(readTimelessLogs(path.join(folder(), 'S'))).toEqual(readTimelessLogs(path.join(folder(), 'A b')));
});

whenSetUp('a table search for recurrent cells minimizes perplexity', () => {
  const space = createRnnSpace(4);
  const random = createRandomStream(1, 'recurrent');
  // A synthetic perplexity that grows with the number of nodes without the first activation.
  const perplexity = (cell: Architecture): number =>
    cell.reduce(
      (sum, value, position) => (position % 2 === 0 && value > 0 ? sum + 100 : sum),
      100 + random(),
    );
  const cells = Array.from({ length: 400 }, () => space.sample(random));
  const rows = cells.map((cell) => `${space.format(cell)},${perplexity(cell)}`);
  fs.writeFileSync(path.join(folder(), 'cells.csv'), `architecture,perplexity\n${rows.join('\n')}\n`);
  const settings = [
    'table.scoreColumn=perplexity',
    'table.direction=minimize',
    'search.poolSize=40',
    'search.rounds=3',
  ];
  const args = [
    'search',
    '--preset',
    'tiny',
    '--space',
    'rnn',
    '--mode',
    'table',
    '--table',
    'cells.csv',
    '--seed',
    '7',
  ];
  const whole = nao(folder(), ...args, ...settings.flatMap((setting) => ['--set', setting]), '--out', 'R');
  expect({ code: whole.code, messages: findMessages(whole.err) }).toEqual({ code: 0, messages: '' });
  const best = readBest(path.join(folder(), 'R'));
  expect(best.metric).toBe('perplexity');
  const [header, ...scored] = readFiles(path.join(folder(), 'R'))['architectures.csv'].trim().split('\n');
  const column = header.split(',').indexOf('perplexity');
  expect(best.score).toBe(Math.min(...scored.map((row) => Number(row.split(',')[column]))));
  expect(nao(folder(), 'draw', 'R').out).toBe('recurrent-cell.svg\n');
});

whenSetUp('SIGTERM stops a search with a checkpoint, even if its output has no reader', async () => {
  const { code } = await runAndSignal('SIGTERM', 'learn, ', [...tiny, '--out', 'H'], 'leaves');
  expect(code).toBe(75);
  expect(fs.readdirSync(path.join(folder(), 'H', 'checkpoints'))).not.toEqual([]);
  expect(fs.existsSync(path.join(folder(), 'H', 'lock'))).toBe(false);
});

/** Python script: runs a program in a new terminal, closes it when `learn` appears, and prints the exit code. */
const CLOSED_TERMINAL = `
import os, pty, sys
child, terminal = pty.fork()
if child == 0:
    os.execv(sys.argv[1], sys.argv[1:])
shown = b''
while b'learn' not in shown:
    shown += os.read(terminal, 4096)
os.close(terminal)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
`;

whenSetUp('closing the terminal stops a search with a checkpoint', () => {
  const command = [process.execPath, compiledProgram(), ...tiny, '--out', 'T'];
  const python = spawnSync('python3', ['-c', CLOSED_TERMINAL, ...command], {
    cwd: folder(),
    encoding: 'utf8',
    env: process.env,
  });
  expect(python).toMatchObject({ stdout: '75\n', stderr: '' });
  expect(fs.existsSync(path.join(folder(), 'T', 'lock'))).toBe(false);
});

whenSetUp('a search whose output loses its reader continues to its end', async () => {
  const short = [...tiny, '--set', 'controller.epochs=20'];
  const child = spawn(process.execPath, [compiledProgram(), ...short, '--out', 'E'], {
    cwd: folder(),
    stdio: ['ignore', 'ignore', 'pipe'],
    env: process.env,
  });
  child.stderr.once('data', () => child.stderr.destroy());
  expect(await once(child, 'close')).toEqual([0, null]);
  expect(fs.existsSync(path.join(folder(), 'E', 'report.html'))).toBe(true);
});

whenSetUp('SIGINT while images are loaded ends the search before its folder exists', async () => {
  await writeImageFixture(path.join(folder(), 'images'));
  const images = ['search', '--preset', 'tiny', '--dataset', 'images', '--data-dir', 'images', '--out', 'L'];
  expect(await runAndSignal('SIGINT', 'loading images', images)).toEqual({
    code: 130,
    err: expect.stringMatching(/^nao: interrupted before the search (began|started)[^\n]*\n$/) as string,
  });
  expect(fs.existsSync(path.join(folder(), 'L'))).toBe(false);
});

whenSetUp('Ctrl-C while npm downloads the data interrupts the search', async () => {
  const bin = path.join(folder(), 'bin');
  fs.mkdirSync(bin);
  fs.writeFileSync(path.join(bin, 'npm'), '#!/bin/sh\necho > asked\nexec sleep 60\n', { mode: 0o755 });
  // A separate process group, as a terminal creates one for a command.
  const child = spawn(process.execPath, [compiledProgram(), 'search', '--preset', 'tiny', '--out', 'N'], {
    cwd: folder(),
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH}` },
  });
  let err = '';
  child.stderr.on('data', (piece: Buffer) => (err += piece.toString()));
  const closed = once(child, 'close');
  const look = setInterval(() => {
    if (child.pid === undefined || !fs.existsSync(path.join(folder(), 'asked'))) return;
    clearInterval(look);
    process.kill(-child.pid, 'SIGINT');
  }, 10);
  const [code] = (await closed) as [number | null];
  clearInterval(look);
  expect({ code, err: findMessages(err) }).toEqual({
    code: 130,
    err: expect.stringMatching(/^nao: interrupted before the search (began|started)[^\n]*\n$/) as string,
  });
  expect(fs.existsSync(path.join(folder(), 'N'))).toBe(false);
});

test('--dry-run prints the plan without data, checks --out and writes nothing', () => {
  const dryRun = [
    'search',
    '--preset',
    'tiny',
    '--mode',
    'table',
    '--table',
    'none.csv',
    '--seed',
    '7',
    '--dry-run',
  ];
  const { code, out, err } = nao(folder(), ...dryRun, '--out', 'new/run');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(/^search: mode table, seed 7, 2 rounds$/m);
  expect(JSON.parse(nao(folder(), ...dryRun, '--json').out)).toMatchObject({
    dry_run: true,
    seed: 7,
    settings: { search: { rounds: 2 } },
  });
  const existing = fs.readdirSync(folder()).sort();
  for (const [wrong, message] of [
    ['.', /^nao: \. is not empty: .*--out\n$/],
    ['table.csv/run', /^nao: cannot use the folder table\.csv\/run .*--out\n$/],
  ] as const) {
    expect(nao(folder(), ...dryRun, '--out', wrong)).toEqual({
      code: 2,
      out: '',
      err: expect.stringMatching(message) as string,
    });
  }
  expect(fs.readdirSync(folder()).sort()).toEqual(existing);
});
