import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { createRandomStream } from '../../src/random';
import { compiledProgram, nao, timelessLogs, useOwnCache, whenSetUp, written } from '../support/cli/command';
import { writeImageFixture } from '../support/data/image-files';
import { writeTextFixture } from '../support/data/text-files';
import { temporaryFolder } from '../support/temp-folder';

/*
 * Cases C25, C26 and C30 on shared weights, with the real program, real images and real texts: what is left behind where it
 * is stopped without warning, or asked to stop.
 */

const folder = temporaryFolder();

/** A data set, how it is searched on, and the signals that stop it: one without warning where it is not asked to stop. */
const CASES = [
  {
    subject: 'images',
    options: ['--dataset', 'images', '--set', 'supernet.firstEpochs=4'],
    signals: ['SIGKILL', 'SIGKILL', 'SIGKILL'],
  },
  {
    // The hidden state is carried from step to step, and averages of weights are kept: a step takes a millisecond.
    subject: 'a text',
    options: ['--space', 'rnn', '--dataset', 'text', '--set', 'rnn.optimizer=asgd', '--set', 'rnn.firstEpochs=80', '--set', 'rnn.epochsPerRound=80', '--set', 'rnn.asgdEpochs=60'], // prettier-ignore
    signals: ['SIGTERM', 'SIGKILL', 'SIGKILL'],
  },
] as const;

useOwnCache(folder);
beforeEach(async () => {
  await writeImageFixture(path.join(folder(), 'my data'));
  writeTextFixture(path.join(folder(), 'my data'));
});

for (const { subject, options, signals } of CASES) {
  whenSetUp(
    `a search on ${subject} stopped at several moments and resumed writes the same logs as one left alone; another seed writes others`,
    async () => {
      const search = (out: string, seed = 7) => [
        'search',
        ...['--preset', 'tiny', ...options, '--data-dir', 'my data'],
        ...['--seed', String(seed), '--out', out],
      ];
      expect(nao(folder(), ...search('whole run'))).toMatchObject({ code: 0 });
      const whole = logs('whole run');
      // The moments are those at which a file has grown to a length, drawn by a seed so that a failure can be repeated.
      const random = createRandomStream(20, 'moments');
      const lengths = [0.2, 0.5, 0.8].map((share) =>
        Math.floor((share + 0.2 * random()) * whole['training.csv'].length),
      );
      for (const [i, signal] of signals.entries()) {
        const ended = await stoppedAt(i === 0 ? search('killed') : ['resume', 'killed'], lengths[i], signal);
        expect(ended).toEqual(signal === 'SIGTERM' ? { code: 75, by: null } : { code: null, by: signal });
      }
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
}

/** Runs `nao` until the run's training.csv has this many bytes, then sends it a signal. */
async function stoppedAt(
  args: readonly string[],
  length: number,
  signal: NodeJS.Signals,
): Promise<{ code: number | null; by: NodeJS.Signals | null }> {
  const child = spawn(process.execPath, [compiledProgram(), ...args], {
    cwd: folder(),
    stdio: 'ignore',
    env: process.env,
  });
  const closed = once(child, 'close');
  const file = path.join(folder(), 'killed', 'training.csv');
  const look = setInterval(() => {
    if (!child.killed && fs.existsSync(file) && fs.statSync(file).size >= length) child.kill(signal);
  }, 5);
  const [code, by] = (await closed) as [number | null, NodeJS.Signals | null];
  clearInterval(look);
  return { code, by };
}

function logs(run: string): Record<string, string> {
  return timelessLogs(path.join(folder(), run));
}

function bytes(run: string): Record<string, string> {
  return written(path.join(folder(), run), /\.(csv|json|yaml)$/);
}
