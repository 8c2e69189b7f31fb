import { parse } from 'csv-parse/sync';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import {
  compiledProgram,
  isSetUp,
  nao,
  timelessLogs,
  useOwnCache,
  whenSetUp,
  written,
} from '../support/cli/command';
import { writeImageFixture } from '../support/data/image-files';
import { writeTextFixture } from '../support/data/text-files';
import { PASSWORD, redisServer, whenRedis } from '../support/jobs/redis-server';
import { until } from '../support/jobs/sample';
import { temporaryFolder } from '../support/temp-folder';

/*
 * Mode full with the real program, real data and tiny children: here, stopped, and by workers on Redis.
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
  'search',
  ...['--mode', 'full', '--preset', 'tiny', '--dataset', 'images', '--data-dir', 'my images'],
  ...['--seed', '7', '--device', 'cpu', '--out', out],
  ...['space.nodes=1', 'data.validImages=20', 'data.trainImages=64'].flatMap((each) => ['--set', each]),
  ...more,
];

whenSetUp(
  'a search that is stopped while a child is trained goes on to the same logs, whatever the number of workers',
  async () => {
    expect(nao(folder(), ...search('whole'))).toMatchObject({ code: 0 });
    const whole = logs('whole');
    expect(rows('whole')).toHaveLength(6);
    expect(rows('whole').every(({ failure }) => failure === '')).toBe(true);

    const stopped = start(search('stopped', '--set', 'full.concurrency=2'));
    await until(() => fs.existsSync(path.join(folder(), 'stopped', 'checkpoints', '00000002')));
    stopped.process.kill('SIGTERM');
    expect(await stopped.code).toBe(75);
    expect(stopped.output()).toMatch(
      /stopped by SIGTERM .*everything is saved: continue with 'nao resume stopped'/,
    );
    expect(nao(folder(), 'resume', 'stopped')).toMatchObject({ code: 0 });
    expect(logs('stopped')).toEqual(whole);
    expect(fs.existsSync(path.join(folder(), 'stopped', 'jobs'))).toBe(false);
  },
  300_000,
);

whenBoth(
  'so does one for recurrent cells on a text, which comes to the same logs by a worker on Redis',
  async () => {
    writeTextFixture(path.join(folder(), 'my text'), { words: { train: 400, valid: 200, test: 20 } });
    const onText = (out: string): string[] => [
      ...['search', '--mode', 'full', '--space', 'rnn', '--preset', 'tiny'],
      ...['--dataset', 'text', '--data-dir', 'my text', '--seed', '7', '--device', 'cpu', '--out', out],
    ];
    expect(nao(folder(), ...onText('whole'))).toMatchObject({ code: 0 });
    const scores = rows('whole').map((row) => Number(row.valid_perplexity));
    expect(scores).toHaveLength(6);
    // Of 100 words, by a network that knows next to nothing of them.
    for (const perplexity of scores) {
      expect(perplexity).toBeGreaterThan(10);
      expect(perplexity).toBeLessThan(200);
    }
    // 10 lines of 20 words and their ends; all but the first token are foretold.
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
  'two workers on Redis, one of them killed with a child in hand, give the logs of the search without them; an unfit one ends',
  async () => {
    expect(nao(folder(), ...search('here'))).toMatchObject({ code: 0 });
    const elsewhere = start(search('elsewhere'), { NAO_QUEUE: redis().url });
    const unfit = startWorker('unfit', { TF_NUM_INTRAOP_THREADS: '31' });
    expect(await unfit.code).toBe(3);
    expect(unfit.output()).toMatch(/: given back$/m);
    expect(unfit.output()).toMatch(
      /^nao: this worker cannot do its job: .* computes with 31: start it anew/m,
    );
    const workers = [startWorker('one'), startWorker('two')];
    const [killed, alive] = await firstToBegin(workers);
    killed.process.kill('SIGKILL');
    expect(await elsewhere.code).toBe(0);
    expect(logs('elsewhere')).toEqual(logs('here'));
    alive.process.kill('SIGTERM');
    expect(await alive.code).toBe(0);

    const files = Object.values(written(path.join(folder(), 'elsewhere'), /\.(csv|json|yaml|html)$/));
    for (const text of [...files, elsewhere.output(), ...workers.map((each) => each.output())]) {
      expect(text).not.toContain(PASSWORD);
    }
  },
  300_000,
);

whenBoth(
  'a child that cannot be trained has three tries and ends as failed with its reason; the search goes on',
  async () => {
    const file = path.join(folder(), 'no folder');
    fs.writeFileSync(file, '');
    startWorker('no folder');
    const { process: child, code, output } = start(search('failing', '--queue', redis().url));
    expect(await code).toBe(0);
    expect(child.exitCode).toBe(0);
    expect(output()).toContain('4 of 4 architectures have no score and are ranked last');
    const failures = rows('failing').map(({ failure, valid_accuracy: score }) => ({ failure, score }));
    expect(failures).toHaveLength(6);
    for (const each of failures) {
      expect(each).toEqual({ failure: expect.stringContaining('no folder'), score: '' });
    }
    for (const attempt of [1, 2, 3]) {
      expect(running[0].output().split(`failed, try ${attempt} of 3`)).toHaveLength(1 + 6);
    }
  },
  300_000,
);

function whenBoth(...[name, run, limit]: Parameters<typeof test>): void {
  if (isSetUp()) whenRedis(name, run, limit);
  else whenSetUp(name, run, limit);
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

/** The worker that has a child in hand first, and the other. */
async function firstToBegin([one, two]: readonly Program[]): Promise<[Program, Program]> {
  const hasBegun = ({ output }: Program): boolean => output().includes('begun, try 1 of 3');
  await until(() => hasBegun(one) || hasBegun(two));
  return hasBegun(one) ? [one, two] : [two, one];
}

function logs(run: string): Record<string, string> {
  return timelessLogs(path.join(folder(), run));
}

function rows(run: string): Record<string, string>[] {
  return parse(fs.readFileSync(path.join(folder(), run, 'architectures.csv'), 'utf8'), { columns: true });
}
