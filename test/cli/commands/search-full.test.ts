import { parse } from 'csv-parse/sync';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import {
  compiledProgram,
  isSetUp,
  nao,
  readFiles,
  readTimelessLogs,
  useOwnCache,
  whenSetUp,
} from '../../support/cli/command';
import { writeImageFixture } from '../../support/data/image-files';
import { writeTextFixture } from '../../support/data/text-files';
import { PASSWORD, redisServer, whenRedis } from '../../support/jobs/redis-server';
import { until } from '../../support/jobs/sample';
import { temporaryFolder } from '../../support/temp-folder';

/*
 * Searches of mode full with tiny children: in one process, stopped and resumed, and with workers on Redis.
 */

const folder = temporaryFolder();
const redis = redisServer(folder);
useOwnCache(folder);
beforeEach(async () => {
  await writeImageFixture(path.join(folder(), 'my images'));
});

interface Program {
  readonly process: ChildProcess;
  output(): string;
  readonly code: Promise<number | null>;
}

let running: Program[] = [];
afterEach(async () => {
  for (const { process } of running) process.kill('SIGKILL');
  await Promise.all(running.map(({ code }) => code));
  running = [];
});

const search = (out: string, ...more: string[]): string[] => [
  ...'search --mode full --preset tiny --dataset images --seed 7 --device cpu'.split(' '),
  ...'--set space.nodes=1 --set data.validImages=20 --set data.trainImages=64'.split(' '),
  '--data-dir',
  'my images',
  '--out',
  out,
  ...more,
];

whenSetUp(
  'a search stopped while a child is trained and resumed writes the same logs, whatever its concurrency',
  async () => {
    expect(nao(folder(), ...search('whole'))).toMatchObject({ code: 0 });
    const whole = logs('whole');
    expect(rows('whole')).toHaveLength(6);
    expect(rows('whole').every(({ failure }) => failure === '')).toBe(true);

    const stopped = start(search('stopped', '--set', 'full.concurrency=2'));
    await until(() => fs.existsSync(path.join(folder(), 'stopped', 'checkpoints', '00000002')));
    stopped.process.kill('SIGTERM');
    expect(await stopped.code).toBe(75);
    expect(stopped.output()).toMatch(/stopped by SIGTERM .*'nao resume stopped'/);
    expect(nao(folder(), 'resume', 'stopped')).toMatchObject({ code: 0 });
    expect(logs('stopped')).toEqual(whole);
    expect(fs.existsSync(path.join(folder(), 'stopped', 'jobs'))).toBe(false);
  },
  300_000,
);

whenBoth(
  'a search for recurrent cells, stopped and resumed with a worker on Redis, writes the same logs',
  async () => {
    writeTextFixture(path.join(folder(), 'my text'), { words: { train: 400, valid: 200, test: 20 } });
    const onText = (out: string): string[] => [
      ...'search --mode full --space rnn --preset tiny --dataset text --seed 7 --device cpu'.split(' '),
      '--data-dir',
      'my text',
      '--out',
      out,
    ];
    expect(nao(folder(), ...onText('whole'))).toMatchObject({ code: 0 });
    const scores = rows('whole').map((row) => Number(row.valid_perplexity));
    expect(scores).toHaveLength(6);
    // The vocabulary has 100 words, and the network is almost untrained.
    for (const perplexity of scores) {
      expect(perplexity).toBeGreaterThan(10);
      expect(perplexity).toBeLessThan(200);
    }
    // 10 lines of 20 words and their line ends; all tokens but the first are predicted.
    expect(new Set(rows('whole').map((row) => row.items_scored))).toEqual(new Set(['209']));

    const stopped = start(onText('stopped'));
    await until(() => fs.existsSync(path.join(folder(), 'stopped', 'checkpoints', '00000002')));
    stopped.process.kill('SIGTERM');
    expect(await stopped.code).toBe(75);
    startWorker('a worker');
    const resumed = start(['resume', 'stopped'], { NAO_QUEUE: redis().url });
    expect(await resumed.code).toBe(0);
    expect(logs('stopped')).toEqual(logs('whole'));
  },
  300_000,
);

whenBoth(
  'a search with workers on Redis, one of which is killed, writes the logs of a search without; an unsuitable worker exits',
  async () => {
    expect(nao(folder(), ...search('local'))).toMatchObject({ code: 0 });
    const distributed = start(search('distributed'), { NAO_QUEUE: redis().url });
    const unfit = startWorker('unfit', { TF_NUM_INTRAOP_THREADS: '31' });
    expect(await unfit.code).toBe(3);
    expect(unfit.output()).toMatch(/: (given back|released)$/m);
    expect(unfit.output()).toMatch(/^nao: .*\b31\b/m);
    const workers = [startWorker('one'), startWorker('two')];
    const [killed, alive] = await waitForFirstJob(workers);
    killed.process.kill('SIGKILL');
    expect(await distributed.code).toBe(0);
    expect(logs('distributed')).toEqual(logs('local'));
    alive.process.kill('SIGTERM');
    expect(await alive.code).toBe(0);

    const files = Object.values(readFiles(path.join(folder(), 'distributed'), /\.(csv|json|yaml|html)$/));
    for (const text of [...files, distributed.output(), ...workers.map(({ output }) => output())]) {
      expect(text).not.toContain(PASSWORD);
    }
  },
  300_000,
);

whenBoth(
  'a child that cannot be trained fails after three attempts with its reason, and the search continues',
  async () => {
    const preloaded = path.join(__dirname, '..', '..', 'support', 'cli', 'broken-child.cjs');
    startWorker('broken', { NODE_OPTIONS: `--require "${preloaded}"` });
    const { process: child, code, output } = start(search('failing', '--queue', redis().url));
    expect(await code).toBe(0);
    expect(child.exitCode).toBe(0);
    expect(output()).toMatch(/4 of 4 architectures have no score/);
    const failures = rows('failing').map(({ failure, valid_accuracy: score }) => ({ failure, score }));
    expect(failures).toHaveLength(6);
    for (const row of failures) {
      expect(row).toEqual({ failure: expect.stringContaining('a broken child'), score: '' });
    }
    for (const attempt of [1, 2, 3]) {
      expect(running[0].output().split(`failed, attempt ${attempt} of 3`)).toHaveLength(1 + 6);
    }
  },
  300_000,
);

/** Defines a test that needs TensorFlow and Redis. */
function whenBoth(...args: Parameters<typeof test>): void {
  if (isSetUp()) whenRedis(...args);
  else whenSetUp(...args);
}

function start(args: readonly string[], env: Readonly<Record<string, string>> = {}): Program {
  const child = spawn(process.execPath, [compiledProgram(), ...args], {
    cwd: folder(),
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text) => {
      output += String(text);
    });
  }
  const code = once(child, 'close').then(([status]) => status as number | null);
  const program: Program = { process: child, output: () => output, code };
  running.push(program);
  return program;
}

function startWorker(name: string, env: Readonly<Record<string, string>> = {}): Program {
  const checkpoints = path.join(folder(), name);
  return start(['worker', '--checkpoints', checkpoints, '--lock-seconds', '5'], {
    NAO_QUEUE: redis().url,
    ...env,
  });
}

/** Waits until a worker has a job. @returns that worker, then the other */
async function waitForFirstJob([one, two]: readonly Program[]): Promise<[Program, Program]> {
  const hasBegun = ({ output }: Program): boolean => output().includes('started, attempt 1 of 3');
  await until(() => hasBegun(one) || hasBegun(two));
  return hasBegun(one) ? [one, two] : [two, one];
}

function logs(run: string): Record<string, string> {
  return readTimelessLogs(path.join(folder(), run));
}

function rows(run: string): Record<string, string>[] {
  return parse(fs.readFileSync(path.join(folder(), run, 'architectures.csv'), 'utf8'), { columns: true });
}
