import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { stream } from '../../src/random';
import { withoutTimeColumns } from '../../src/run/logs';
import { cnnSpace } from '../../src/space/cnn';
import { temporaryFolder } from '../run/temp-folder';
import { compiledProgram, nao, whenSetUp } from './command';

const folder = temporaryFolder();

/** Of the controller: enough for a signal to come before their end. */
const EPOCHS = 600;
const table = ['--mode', 'table', '--set', 'table.file=table.csv'];
const tiny = ['search', '--preset', 'tiny', ...table, '--seed', '7', '--set', `controller.epochs=${EPOCHS}`];

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

/** Runs `nao` and sends it a signal once its output has `moment` in it. */
async function interrupted(
  signal: NodeJS.Signals,
  moment: string,
  args: readonly string[],
): Promise<{ code: number | null; err: string }> {
  const child = spawn(process.execPath, [compiledProgram(), ...args], {
    cwd: folder(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (piece: Buffer) => {
    out += piece.toString();
    if (!out.includes(moment) || child.killed) return;
    // Twice, as npm passes on what the whole group of processes gets.
    child.kill(signal);
    child.kill(signal);
  });
  child.stderr.on('data', (piece: Buffer) => (err += piece.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, err };
}

whenSetUp('a search stopped twice and resumed ends as if nothing had been', async () => {
  const whole = nao(folder(), ...tiny, '--out', 'A b');
  expect(whole.code).toBe(0);
  expect(whole.out).toMatch(/^report: A b\/report\.html$/m);
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

  const saved = /^nao: .* everything is saved: go on with 'nao resume S'$/m;
  const learning = `learn, ${EPOCHS} steps`;
  expect(await interrupted('SIGINT', learning, [...tiny, '--out', 'S'])).toEqual({
    code: 130,
    err: expect.stringMatching(saved) as string,
  });
  expect(fs.existsSync(path.join(folder(), 'S', 'lock'))).toBe(false);
  expect(nao(folder(), ...tiny, '--out', 'S')).toEqual({
    code: 2,
    out: '',
    err: "nao: S holds a run already: 'nao resume S' goes on with it; for a new run give another folder with --out\n",
  });
  expect(await interrupted('SIGTERM', learning, ['resume', 'S'])).toEqual({
    code: 75,
    err: expect.stringMatching(saved) as string,
  });
  expect(nao(folder(), 'resume', 'S').code).toBe(0);
  expect(logs('S')).toEqual(logs('A b'));
});

whenSetUp('--dry-run prints the plan and writes nothing', () => {
  const { code, out } = nao(folder(), ...tiny, '--dry-run');
  expect(code).toBe(0);
  expect(out).toMatch(/^search: mode table, seed 7, 2 rounds$/m);
  expect(fs.readdirSync(folder())).toEqual(['table.csv']);
});
