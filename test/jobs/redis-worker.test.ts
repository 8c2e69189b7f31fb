import { Queue } from 'bullmq';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { EnvironmentError } from '../../src/errors';
import { computeJobKey } from '../../src/jobs/job-key';
import type { Job, JobOutcome, JobQueue } from '../../src/jobs/job-queue';
import { parseRedisAddress } from '../../src/jobs/redis-address';
import { connectRedis } from '../../src/jobs/redis-connection';
import { KEY_PREFIX, QUEUE_NAME } from '../../src/jobs/redis-names';
import { RedisQueue } from '../../src/jobs/redis-queue';
import { PASSWORD, redisServer, whenRedis } from '../support/jobs/redis-server';
import { linesOf, sampleJob, until, untilLogged } from '../support/jobs/sample';
import { endWorkers, startWorker, type WorkerProcess } from '../support/jobs/worker-process';
import { temporaryFolder } from '../support/temp-folder';

/*
 * Case C33, and what happens to a job when its worker, or Redis, is not there any more. Workers are processes of their own.
 */

/** A lock that soon runs out, in milliseconds. */
const SHORT_MS = 1000;

let queue: JobQueue | undefined;
let said: string[] = [];

afterEach(async () => {
  await queue?.close();
  queue = undefined;
  await endWorkers();
});

// After the hook above, since who uses the server goes before it.
const folder = temporaryFolder();
const redis = redisServer(folder);
const log = (): string => path.join(folder(), 'log');

whenRedis(
  'C33: work that blocks for longer than the lock is done once, by one worker, at its first try',
  async () => {
    const workers = await Promise.all([worker(SHORT_MS), worker(SHORT_MS)]);
    const key = await submit(gated(2, 2));
    await untilLogged(log(), /step 0 1 2 3 1$/);
    await pause(3.5 * SHORT_MS); // in the second step: time enough to take a worker for dead
    openGate();
    expect(await outcome(key)).toEqual(done(2));
    expect(doings()).toEqual(['begin 0 1 2 3 at 0, try 1', 'step 0 1 2 3 1', 'step 0 1 2 3 2']);
    expect(await inRedis(key)).toMatchObject({ attemptsStarted: 1, stalledCounter: 0 });
    for (const each of workers) each.signal('SIGTERM');
    expect(await Promise.all(workers.map(({ code }) => code))).toEqual([0, 0]);
  },
);

whenRedis('the job of a killed worker is done by another from its checkpoint', async () => {
  const [first, second] = await Promise.all([worker(SHORT_MS), worker(SHORT_MS)]);
  const key = await submit(gated(5, 4));
  await untilLogged(log(), /step 0 1 2 3 3$/);
  await until(() => [first, second].some((each) => each.output().includes('begun')));
  const [busy, idle] = first.output().includes('begun') ? [first, second] : [second, first];
  busy.signal('SIGKILL');
  await busy.code;
  openGate();
  expect(await outcome(key)).toEqual(done(5));
  expect(doings().filter((line) => line.startsWith('begin'))).toEqual([
    'begin 0 1 2 3 at 0, try 1',
    'begin 0 1 2 3 at 3, try 1',
  ]);
  await until(() => idle.output().includes('steps of 0 1 2 3 (seed 5): done'));
  expect(fs.readdirSync(path.join(folder(), 'jobs'))).toEqual([]);
});

whenRedis('SIGTERM: the work writes a checkpoint and the job goes back, no try used up', async () => {
  const first = await worker();
  const key = await submit(gated(6, 4));
  const next = await submit({ ...gated(1), architecture: 'next' });
  await untilLogged(log(), /step 0 1 2 3 3$/);
  first.signal('SIGTERM');
  await until(() => first.output().includes('SIGTERM'));
  openGate();
  expect(await first.code).toBe(0);
  expect(first.output()).toContain('steps of 0 1 2 3 (seed 5): given back');
  expect(await inRedis(key)).toMatchObject({ attemptsMade: 0, stalledCounter: 0, failedReason: undefined });
  await worker();
  expect(await outcome(key)).toEqual(done(6));
  expect(await outcome(next)).toMatchObject({ kind: 'done' });
  // The job that was given back comes before the next one, and each step once.
  expect(doings()).toEqual([
    'begin 0 1 2 3 at 0, try 1',
    ...[1, 2, 3, 4].map((step) => `step 0 1 2 3 ${step}`),
    'begin 0 1 2 3 at 4, try 1',
    ...[5, 6].map((step) => `step 0 1 2 3 ${step}`),
    'begin next at 0, try 1',
    'step next 1',
  ]);
});

whenRedis(
  'a connection lost for longer than the lock is waited for, said once; the work is done once',
  async () => {
    const lockMs = 2500; // longer than both may take to connect again
    const workers = await Promise.all([worker(lockMs), worker(lockMs)]);
    const key = await submit(gated(5, 4));
    await untilLogged(log(), /step 0 1 2 3 3$/);
    await redis().kill();
    await pause(1.5 * lockMs);
    await redis().start();
    await until(() => workers.every((each) => each.output().includes('connected to')));
    openGate();
    expect(await outcome(key)).toEqual(done(5));
    expect(doings().filter((line) => line.startsWith('begin'))).toEqual(['begin 0 1 2 3 at 0, try 1']);
    expect(await inRedis(key)).toMatchObject({ attemptsStarted: 1, stalledCounter: 0 });
    for (const output of [...workers.map((each) => each.output().split('\n')), said]) {
      expect(output.filter((line) => line.includes('is lost: waiting'))).toHaveLength(1);
      expect(output.filter((line) => line.startsWith('connected to'))).toHaveLength(1);
      expect(output.length).toBeLessThan(8);
    }
  },
);

whenRedis('work that ends while there is no connection keeps its result', async () => {
  await worker(SHORT_MS);
  const key = await submit(gated(5, 4));
  await untilLogged(log(), /step 0 1 2 3 3$/);
  await redis().kill();
  openGate();
  await untilLogged(log(), /step 0 1 2 3 5$/);
  await pause(1.5 * SHORT_MS); // the lock has run out
  await redis().start();
  expect(await outcome(key)).toEqual(done(5));
  expect(doings().filter((line) => line.startsWith('begin'))).toHaveLength(1);
});

whenRedis('a Redis that has forgotten everything is given the jobs again', async () => {
  const one = await worker(SHORT_MS);
  const key = await submit(gated(5, 4));
  const next = await submit({ ...gated(1), architecture: 'next' });
  await untilLogged(log(), /step 0 1 2 3 3$/);
  await redis().kill();
  redis().forget();
  await redis().start();
  await until(() => one.output().includes('connected to'));
  openGate();
  expect(await outcome(key)).toEqual(done(5));
  expect(await outcome(next)).toMatchObject({ kind: 'done' });
  expect(said.filter((line) => line.includes('has lost its jobs: handed in again'))).toHaveLength(1);
  expect(doings().filter((line) => line.startsWith('begin 0'))).toHaveLength(1);
});

whenRedis('a job that kills its workers fails after three of them', async () => {
  const key = await submit(sampleJob('kill', { log: log() }));
  for (let i = 0; i < 3; i++) await (await worker(SHORT_MS / 2)).code;
  await worker(SHORT_MS / 2);
  expect(await outcome(key)).toEqual({
    kind: 'failed',
    reason: '3 workers ended while they did the job (killed, out of memory, or cut off)',
  });
  expect(doings()).toEqual(['kill', 'kill', 'kill']);
});

whenRedis('a job that is cancelled elsewhere is given up at the next word with Redis', async () => {
  const busy = await worker(SHORT_MS);
  const key = await submit(sampleJob('steps', { log: log(), steps: 1_000_000, stepMs: 10 }));
  await untilLogged(log(), /step 0 1 2 3 3$/);
  await queue?.cancel(key);
  await until(() => busy.output().includes('steps of 0 1 2 3 (seed 5): cancelled'));
  expect(fs.readdirSync(path.join(folder(), 'jobs'))).toEqual([]);
});

whenRedis('the password is in nothing that is said, thrown or told as a reason', async () => {
  const { redactedUrl: shown } = parseRedisAddress(redis().url);
  const one = await worker();
  const key = await submit(
    sampleJob('fail', { log: log(), message: `cannot reach ${redis().url} (${PASSWORD})` }),
  );
  const { reason } = (await outcome(key)) as Extract<JobOutcome, { kind: 'failed' }>;
  expect(reason).toBe(`TypeError: cannot reach ${shown.replace('//', '//***@')} (***)`);
  const wrong = redis().url.replace(encodeURIComponent(PASSWORD), 'wr0ng');
  const refused = connectRedis(parseRedisAddress(wrong), () => undefined);
  await expect(refused).rejects.toThrow(
    `${shown} refuses the user or password of the queue's address (WRONGPASS`,
  );
  await expect(refused).rejects.toThrow(/^(?!.*wr0ng)/);
  one.signal('SIGTERM');
  await one.code;
  expect(one.output()).toContain('failed, try 3 of 3');
  for (const text of [one.output(), ...said]) {
    expect(text).not.toContain(PASSWORD);
    expect(text).not.toContain(encodeURIComponent(PASSWORD));
  }
});

/** What an administrator changes while a search and a worker are connected, and the password that is right then. */
const refusals: [string, string[][], string, RegExp][] = [
  [
    'a password that is changed, once the connection was lost',
    [
      ['CONFIG', 'SET', 'requirepass', 'n3w'],
      ['CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes'],
    ],
    'n3w',
    /WRONGPASS/,
  ],
  [
    'rights that are taken away',
    [['ACL', 'SETUSER', 'default', '-evalsha']],
    PASSWORD,
    /NOPERM|user executing/,
  ],
];

for (const [what, commands, password, answer] of refusals) {
  whenRedis(
    `${what} end search and worker with code 3 and a word on it; both go on once let in`,
    async () => {
      const { redactedUrl: shown } = parseRedisAddress(redis().url);
      const refused = new RegExp(
        `${shown} refuses the user or password of the queue's address \\((${answer.source}).*\\): give the right ones in NAO_QUEUE, to 'nao resume' or a new 'nao worker'; what was done is kept$`,
        'm',
      );
      const one = await worker(SHORT_MS);
      const key = await submit(gated(5, 4));
      await untilLogged(log(), /step 0 1 2 3 3$/);
      const failure = Promise.resolve(outcome(key)).then(String, (error: unknown) => error);
      await redis().administer(...commands);
      const next = queue?.submit({ ...gated(1), architecture: 'next' });
      await expect(next).rejects.toThrow(refused);
      expect(await failure).toBeInstanceOf(EnvironmentError);
      expect(String(await failure)).toMatch(refused);
      await queue?.close();
      queue = undefined;
      openGate();
      expect(await one.code).toBe(3);
      expect(one.output()).toMatch(refused);
      for (const text of [one.output(), String(await failure), ...said]) {
        expect(text).not.toContain(PASSWORD);
        expect(text).not.toContain(encodeURIComponent(PASSWORD));
        expect(text).not.toMatch(/n3w|\n\s+at /);
      }

      if (password === PASSWORD) {
        await redis().kill(); // its changed rights with it
        await redis().start();
      }
      const url = redis().url.replace(encodeURIComponent(PASSWORD), encodeURIComponent(password));
      await worker(SHORT_MS, url);
      await submit(gated(5, 4), url);
      expect(await outcome(key)).toEqual(done(5));
      expect(doings().filter((line) => line.startsWith('begin 0'))).toHaveLength(2);
      expect(doings().filter((line) => line === 'step 0 1 2 3 3')).toHaveLength(1);
    },
  );
}

/** A worker; its folder for checkpoints is shared by all. */
function worker(lockMs = 30_000, url = redis().url): Promise<WorkerProcess> {
  return startWorker(url, path.join(folder(), 'jobs'), lockMs);
}

async function submit(job: Job, url = redis().url): Promise<string> {
  if (queue === undefined) {
    said = [];
    queue = await RedisQueue.open(parseRedisAddress(url), { onNotice: (text) => said.push(text) });
  }
  const key = await queue.submit(job);
  expect(key).toBe(computeJobKey(job));
  return key;
}

function outcome(key: string): Promise<JobOutcome> | undefined {
  return queue?.waitForOutcome(key);
}

/** A job of some steps, of which one blocks its thread until the gate is opened. */
function gated(steps: number, at = 0): Job {
  return sampleJob('steps', { log: log(), steps, gate: { at, file: gate() } });
}

function openGate(): void {
  fs.writeFileSync(gate(), '');
}

function gate(): string {
  return path.join(folder(), 'gate');
}

function done(count: number): JobOutcome {
  return { kind: 'done', result: { architecture: '0 1 2 3', seed: 5, steps: count } };
}

/** What the works have logged. */
function doings(): string[] {
  return linesOf(log());
}

/** What BullMQ counts of a job. */
async function inRedis(key: string): Promise<object | undefined> {
  const connection = await connectRedis(parseRedisAddress(redis().url), () => undefined);
  try {
    const one = new Queue(QUEUE_NAME, { connection, prefix: KEY_PREFIX });
    const { attemptsMade, attemptsStarted, stalledCounter, failedReason } = (await one.getJob(key)) ?? {};
    return { attemptsMade, attemptsStarted, stalledCounter, failedReason };
  } finally {
    connection.disconnect();
  }
}
