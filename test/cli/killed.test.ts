import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { stream } from '../../src/random';
import { writeImageFixture } from '../data/img-fixture';
import { temporaryFolder } from '../run/temp-folder';
import { compiledProgram, nao, timelessLogs, useOwnCache, whenSetUp, written } from './command';

/*
 * Cases C25, C26 and C30 on shared weights, with the real program and real images: what SIGKILL leaves behind.
 */

const folder = temporaryFolder();

const search = (out: string, seed = 7) => [
  'search',
  ...['--preset', 'tiny', '--dataset', 'images', '--data-dir', 'my images'],
  ...['--seed', String(seed), '--out', out, '--set', 'supernet.firstEpochs=4'],
];

useOwnCache(folder);
beforeEach(async () => {
  await writeImageFixture(path.join(folder(), 'my images'));
});

whenSetUp(
  'a search killed at several moments and resumed writes the same logs as one left alone; another seed writes others',
  async () => {
    expect(nao(folder(), ...search('whole run'))).toMatchObject({ code: 0 });
    const whole = logs('whole run');
    // The moments are those at which a file has grown to a length, drawn by a seed so that a failure can be repeated.
    const random = stream(20, 'moments');
    const lengths = [0.2, 0.5, 0.8].map((share) =>
      Math.floor((share + 0.2 * random()) * whole['training.csv'].length),
    );
    await killedAt(search('killed'), lengths[0]);
    for (const length of lengths.slice(1)) await killedAt(['resume', 'killed'], length);
    fs.appendFileSync(path.join(folder(), 'killed', 'training.csv'), '12,0.');
    expect(nao(folder(), 'resume', 'killed')).toMatchObject({ code: 0 });
    expect(logs('killed')).toEqual(whole);

    expect(nao(folder(), ...search('other', 8))).toMatchObject({ code: 0 });
    expect(logs('other')['architectures.csv']).not.toBe(whole['architectures.csv']);

    const before = bytes('killed');
    expect(nao(folder(), ...search('killed'))).toMatchObject({
      code: 2,
      err: expect.stringContaining('killed'),
    });
    expect(bytes('killed')).toEqual(before);
  },
  300_000,
);

/** Runs `nao` until the run's training.csv has this many bytes, then kills it without warning. */
async function killedAt(args: readonly string[], length: number): Promise<void> {
  const child = spawn(process.execPath, [compiledProgram(), ...args], {
    cwd: folder(),
    stdio: 'ignore',
    env: process.env,
  });
  const closed = once(child, 'close');
  const file = path.join(folder(), 'killed', 'training.csv');
  const look = setInterval(() => {
    if (fs.existsSync(file) && fs.statSync(file).size >= length) child.kill('SIGKILL');
  }, 5);
  await closed;
  clearInterval(look);
}

function logs(run: string): Record<string, string> {
  return timelessLogs(path.join(folder(), run));
}

function bytes(run: string): Record<string, string> {
  return written(path.join(folder(), run), /\.(csv|json|yaml)$/);
}
