import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { createRandomStream } from '../../src/random';
import {
  compiledProgram,
  nao,
  readFiles,
  readTimelessLogs,
  useOwnCache,
  whenSetUp,
} from '../support/cli/command';
import { writeImageFixture } from '../support/data/image-files';
import { writeTextFixture } from '../support/data/text-files';
import { temporaryFolder } from '../support/temp-folder';

/*
 * Searches with shared weights on images and text, killed or stopped at several moments and resumed.
 */

const folder = temporaryFolder();

/** Data set, search options and signals that stop the search. */
const CASES = [
  {
    subject: 'images',
    options: ['--dataset', 'images', '--set', 'supernet.firstEpochs=4'],
    signals: ['SIGKILL', 'SIGKILL', 'SIGKILL'],
  },
  {
    subject: 'text',
    // The checkpoint holds the hidden state and averaged weights. Many epochs, because a step takes only a millisecond.
    options: [
      ...'--space rnn --dataset text --set rnn.optimizer=asgd --set rnn.firstEpochs=80'.split(' '),
      ...'--set rnn.epochsPerRound=80 --set rnn.asgdEpochs=60'.split(' '),
    ],
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
    `a search on ${subject}, stopped several times and resumed, writes the logs of an uninterrupted one`,
    async () => {
      const search = (out: string, seed = 7) => [
        'search',
        '--preset',
        'tiny',
        ...options,
        '--data-dir',
        'my data',
        '--seed',
        String(seed),
        '--out',
        out,
      ];
      expect(nao(folder(), ...search('whole run'))).toMatchObject({ code: 0 });
      const whole = logs('whole run');
      // The search is stopped when training.csv reaches a length, drawn with a seed so that failures are reproducible.
      const random = createRandomStream(20, 'moments');
      const lengths = [0.2, 0.5, 0.8].map((share) =>
        Math.floor((share + 0.2 * random()) * whole['training.csv'].length),
      );
      for (const [i, signal] of signals.entries()) {
        const ended = await stopAtLength(
          i === 0 ? search('killed') : ['resume', 'killed'],
          lengths[i],
          signal,
        );
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

/** Runs `nao` and sends it a signal when the run's training.csv has `length` bytes. */
async function stopAtLength(
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
  const timer = setInterval(() => {
    if (!child.killed && fs.existsSync(file) && fs.statSync(file).size >= length) child.kill(signal);
  }, 5);
  const [code, by] = (await closed) as [number | null, NodeJS.Signals | null];
  clearInterval(timer);
  return { code, by };
}

function logs(run: string): Record<string, string> {
  return readTimelessLogs(path.join(folder(), run));
}

function bytes(run: string): Record<string, string> {
  return readFiles(path.join(folder(), run), /\.(csv|json|yaml)$/);
}
