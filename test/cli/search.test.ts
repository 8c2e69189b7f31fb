import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { stream } from '../../src/random';
import { withoutTimeColumns } from '../../src/run/logs';
import { findInstallation } from '../../src/native/installation';
import { cnnSpace } from '../../src/space/cnn';
import { temporaryFolder } from '../run/temp-folder';
import { compiledProgram, nao } from './command';

const folder = temporaryFolder();
const whenSetUp = isSetUp() ? test : test.skip;
if (!isSetUp()) console.warn('searches are not tested: the native library is not set up (npm run setup)');

const tiny = ['search', '--preset', 'tiny', '--mode', 'table', '--set', 'table.file=table.csv'];

beforeEach(() => {
  const space = cnnSpace(2);
  const random = stream(1, 'table');
  const rows = Array.from({ length: 40 }, () => `${space.format(space.sample(random))},${random()}`);
  fs.writeFileSync(path.join(folder(), 'table.csv'), `architecture,valid_accuracy\n${rows.join('\n')}\n`);
});

/** The CSV logs without what was measured in time, by file. */
function logs(run: string): Record<string, string> {
  const files = fs.readdirSync(path.join(folder(), run)).filter((file) => file.endsWith('.csv'));
  return Object.fromEntries(
    files.map((file) => [file, withoutTimeColumns(fs.readFileSync(path.join(folder(), run, file), 'utf8'))]),
  );
}

whenSetUp('a search fills its folder; the same seed fills it the same, another does not', () => {
  const first = nao(folder(), ...tiny, '--seed', '7', '--out', 'A b');
  expect(first.code).toBe(0);
  expect(first.out).toMatch(/^report: A b\/report\.html$/m);
  expect(fs.readdirSync(path.join(folder(), 'A b')).sort()).toEqual([
    'architectures.csv',
    'best.json',
    'checkpoints',
    'config.yaml',
    'controller.csv',
    'report.html',
    'rounds.csv',
    'tensorboard',
    'training.csv',
  ]);
  expect(nao(folder(), ...tiny, '--seed', '7', '--out', 'B').code).toBe(0);
  expect(logs('B')).toEqual(logs('A b'));
  expect(nao(folder(), ...tiny, '--seed', '8').code).toBe(0);
  expect(logs('runs/tiny-1')['architectures.csv']).not.toBe(logs('B')['architectures.csv']);

  const before = logs('B');
  expect(nao(folder(), ...tiny, '--out', 'B')).toMatchObject({
    code: 2,
    err: expect.stringMatching(/^nao: B holds a run already/) as string,
  });
  expect(nao(folder(), 'resume', 'B').code).toBe(0);
  expect(logs('B')).toEqual(before);
});

whenSetUp.each([
  ['SIGINT', 130],
  ['SIGTERM', 75],
] as const)(
  '%s stops after a checkpoint with code %i, and the resumed run ends as if nothing had been',
  async (signal, expected) => {
    const long = [...tiny, '--seed', '7', '--set', 'controller.epochs=1000'];
    const child = spawn(process.execPath, [compiledProgram(), ...long, '--out', 'S'], {
      cwd: folder(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    let err = '';
    child.stdout.on('data', (piece: Buffer) => {
      out += piece.toString();
      if (out.includes('learn, 1000 steps') && child.exitCode === null && !child.killed) child.kill(signal);
    });
    child.stderr.on('data', (piece: Buffer) => (err += piece.toString()));
    const [code] = (await once(child, 'close')) as [number];
    expect(err).toMatch(/^nao: .* everything is saved: go on with 'nao resume S'$/m);
    expect(code).toBe(expected);
    expect(fs.existsSync(path.join(folder(), 'S', 'lock'))).toBe(false);
    expect(nao(folder(), 'resume', 'S').code).toBe(0);

    expect(nao(folder(), ...long, '--out', 'whole').code).toBe(0);
    expect(logs('S')).toEqual(logs('whole'));
  },
);

whenSetUp('--dry-run prints the plan and writes nothing', () => {
  const { code, out } = nao(folder(), ...tiny, '--dry-run', '--seed', '7');
  expect(code).toBe(0);
  expect(out).toMatch(/^search: mode table, seed 7, 2 rounds$/m);
  expect(fs.readdirSync(folder())).toEqual(['table.csv']);
});

function isSetUp(): boolean {
  try {
    findInstallation();
    return true;
  } catch {
    return false;
  }
}
