import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { createRandomStream } from '../../src/random';
import { removeTimeColumns } from '../../src/run/log-columns';
import { createCnnSpace } from '../../src/space/cnn/space';
import { compiledProgram, whenSetUp } from '../support/cli/command';
import { temporaryFolder } from '../support/temp-folder';

/* Searches that start at the same time. */

const folder = temporaryFolder();

beforeEach(() => {
  const space = createCnnSpace(2);
  const random = createRandomStream(1, 'table');
  const rows = Array.from({ length: 40 }, () => `${space.format(space.sample(random))},${random()}`);
  fs.writeFileSync(path.join(folder(), 'table.csv'), `architecture,valid_accuracy\n${rows.join('\n')}\n`);
});

/** Runs a small search in another process. */
async function search(...args: string[]): Promise<{ code: number | null; err: string }> {
  const table = ['--preset', 'tiny', '--mode', 'table', '--seed', '7', '--set', 'table.file=table.csv'];
  const child = spawn(process.execPath, [compiledProgram(), 'search', ...table, ...args], {
    cwd: folder(),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let err = '';
  child.stderr.on('data', (piece: Buffer) => (err += piece.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, err };
}

/** Reads architectures.csv of a run without columns of measured time. */
function readArchitectures(run: string): string {
  return removeTimeColumns(fs.readFileSync(path.join(folder(), run, 'architectures.csv'), 'utf8'));
}

whenSetUp('of two searches in one folder, one finishes normally and the other is rejected', async () => {
  const both = await Promise.all([search('--out', 'same'), search('--out', 'same')]);
  expect(both.map(({ code }) => code).sort()).toEqual([0, 2]);
  expect(both.find(({ code }) => code === 2)?.err).toMatch(/this run folder|same .*\ba run\b/);
  expect(fs.readdirSync(path.join(folder(), 'same')).filter((file) => file.startsWith('lock'))).toEqual([]);
  expect(await search('--out', 'alone')).toMatchObject({ code: 0 });
  expect(readArchitectures('same')).toBe(readArchitectures('alone'));
});

whenSetUp('a search that fails after TensorFlow is loaded has the exit code of its error', async () => {
  fs.writeFileSync(path.join(folder(), 'runs'), '');
  expect(await search()).toMatchObject({
    code: 3,
    err: expect.stringMatching(/^nao: .*run folder runs/m) as string,
  });
});

whenSetUp('two searches without --out get different folders', async () => {
  const both = await Promise.all([search(), search()]);
  expect(both.map(({ code }) => code)).toEqual([0, 0]);
  expect(fs.readdirSync(path.join(folder(), 'runs')).sort()).toEqual(['tiny-1', 'tiny-2']);
  expect(readArchitectures(path.join('runs', 'tiny-1'))).toBe(readArchitectures(path.join('runs', 'tiny-2')));
});
