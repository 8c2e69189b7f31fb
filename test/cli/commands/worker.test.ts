import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { parseRedisAddress } from '../../../src/jobs/redis-address';
import { RedisQueue } from '../../../src/jobs/redis-queue';
import { PASSWORD, redisServer, whenRedis } from '../../support/jobs/redis-server';
import { compiledSample, sampleJob, until } from '../../support/jobs/sample';
import { temporaryFolder } from '../../support/temp-folder';

interface Program {
  readonly process: ChildProcess;
  output(): string;
  readonly code: Promise<number | null>;
}

let running: Program[] = [];
let queue: Promise<RedisQueue> | undefined;

afterEach(async () => {
  await (await queue)?.close();
  queue = undefined;
  for (const { process } of running) process.kill('SIGKILL');
  await Promise.all(running.map(({ code }) => code));
  running = [];
});

const folder = temporaryFolder();
const redis = redisServer(folder);

test.each([
  [[], {}, 'no queue: give --queue redis://HOST:6379 or set NAO_QUEUE'],
  [
    ['--queue', `http://:${PASSWORD}@host`],
    {},
    'the queue is not the address of a Redis server: give redis://HOST:6379',
  ],
  [
    [],
    { NAO_QUEUE: `:${PASSWORD}@host` },
    'the queue is not the address of a Redis server: give redis://HOST:6379',
  ],
  [['--queue', 'redis://h', '--gpus', '0,x'], {}, "--gpus is 'x': give a whole number of at least 0"],
  [
    ['--queue', 'redis://h', '--concurrency', '0'],
    {},
    "--concurrency is '0': give a whole number of at least 1",
  ],
])('worker %j with the environment %j is a usage error', async (args, env, message) => {
  const program = start(args, env);
  expect(await program.code).toBe(2);
  expect(program.output()).toMatch(new RegExp(`^nao: ${message}`));
  expect(program.output().split('\n')).toHaveLength(2);
  expect(program.output()).not.toContain(PASSWORD);
});

whenRedis('worker exits with code 3 if Redis rejects its password, without printing it', async () => {
  const program = start(['--queue', redis().url.replace(/:[^:@]*@/, ':wr0ng@')]);
  expect(await program.code).toBe(3);
  expect(program.output()).toMatch(/^nao: redis:\/\/127.0.0.1:\d+ re[a-z]+ the user or password/);
  expect(program.output()).not.toContain('wr0ng');
});

whenRedis('worker runs jobs, hides the address from them, and exits with 0 on SIGTERM', async () => {
  const program = start(['--checkpoints', path.join(folder(), 'jobs')], { NAO_QUEUE: redis().url });
  expect(await collectEnvironments(1)).toEqual([{ gpu: '', queue: '' }]);
  program.process.kill('SIGTERM');
  expect(await program.code).toBe(0);
  expect(program.output()).toContain('SIGTERM received: stopping');
  expect(program.output()).not.toContain(PASSWORD);
});

whenRedis(
  'worker --gpus starts one process per GPU, which sees only that GPU, and restarts a killed one',
  async () => {
    const program = start(['--queue', redis().url, '--gpus', '0,3']);
    const ready = (gpu: number): number => program.output().split(`GPU ${gpu}: waiting for jobs`).length - 1;
    await until(() => ready(0) === 1 && ready(3) === 1);
    const seen = await collectEnvironments(12);
    for (const { gpu } of seen) expect(['0', '3']).toContain(gpu);

    await submit('kill', 0);
    await until(() => program.output().includes('was killed by SIGKILL: restarting it'));
    await until(() => ready(0) + ready(3) === 3);

    program.process.kill('SIGTERM');
    expect(await program.code).toBe(0);
    expect(program.output()).not.toContain(PASSWORD);
  },
);

for (const quiet of [[], ['--quiet']]) {
  whenRedis(`worker --gpus ${quiet.join()} stops all processes if one fails, and says why`, async () => {
    const address = redis().url.replace(/:[^:@]*@/, ':wr0ng@');
    const program = start(['--queue', address, '--gpus', '0,1', ...quiet]);
    expect(await program.code).toBe(3);
    expect(program.output()).toMatch(/^(nao: )?GPU [01]: nao: redis:.* the user or password/m);
    expect(program.output()).toContain('the worker exited with code 3: stopping the others');
  });
}

function start(args: readonly string[], env: NodeJS.ProcessEnv = {}): Program {
  const child = spawn(process.execPath, [compiledSample('sample-nao'), 'worker', ...args], {
    env: { ...process.env, CUDA_VISIBLE_DEVICES: '', NAO_CACHE_DIR: folder(), ...env },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += String(text)));
  const code = once(child, 'close').then(([status]) => status as number | null);
  const program = { process: child, output: () => output, code };
  running.push(program);
  return program;
}

/** Submits `jobs` jobs and returns the environment that each sees. */
async function collectEnvironments(jobs: number): Promise<{ gpu: string; queue: string }[]> {
  const keys = await Promise.all(Array.from({ length: jobs }, (_, i) => submit('environment', i)));
  const outcomes = await Promise.all(keys.map(async (key) => (await queue)?.waitForOutcome(key)));
  return outcomes.map((outcome) => {
    if (outcome?.kind !== 'done') throw new Error(`not done: ${JSON.stringify(outcome)}`);
    return outcome.result as { gpu: string; queue: string };
  });
}

async function submit(kind: string, seed: number): Promise<string> {
  queue ??= RedisQueue.open(parseRedisAddress(redis().url), { onNotice: () => undefined });
  return (await queue).submit(sampleJob(kind, { log: path.join(folder(), 'log') }, { seed }));
}
