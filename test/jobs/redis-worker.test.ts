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
import { runRedisWorker } from '../../src/jobs/redis-worker';
import { PASSWORD, redisServer, whenRedis } from '../support/jobs/redis-server';
import { compiledSample, linesOf, sampleJob, until, untilLogged } from '../support/jobs/sample';
import { endWorkers, startWorker, type WorkerProcess } from '../support/jobs/worker-process';
import { temporaryFolder } from '../support/temp-folder';

/*
 * Jobs whose worker or Redis server is lost. Each worker is a process.
 */

/** Short lock duration, in milliseconds. */
const SHORT_MS = 1000;

let queue: JobQueue | undefined;
let notices: string[] = [];

afterEach(async () => {
  await closeQueue();
  await endWorkers();
});

// After the hook above: afterEach hooks run in order, and the queue and the workers must stop before their server.
const folder = temporaryFolder();
const redis = redisServer(folder);
const log = (): string => path.join(folder(), 'log');

whenRedis('a job that blocks its thread for longer than the lock runs once, in one attempt', async () => {
  const workers = await Promise.all([worker(SHORT_MS), worker(SHORT_MS)]);
  const key = await submit(gated(2, 2));
  await untilLogged(log(), /step 0 1 2 3 1$/);
  await pause(3.5 * SHORT_MS); // long enough for the lock to expire during the second step
  openGate();
  expect(await outcome(key)).toEqual(done(2));
  expect(logged()).toEqual(['begin 0 1 2 3 at 0, attempt 1', 'step 0 1 2 3 1', 'step 0 1 2 3 2']);
  expect(await readCounters(key)).toMatchObject({ attemptsStarted: 1, stalledCounter: 0 });
  for (const each of workers) each.signal('SIGTERM');
  expect(await Promise.all(workers.map(({ code }) => code))).toEqual([0, 0]);
});

whenRedis('another worker resumes the job of a killed worker from its checkpoint', async () => {
  const [first, second] = await Promise.all([worker(SHORT_MS), worker(SHORT_MS)]);
  const key = await submit(gated(5, 4));
  await untilLogged(log(), /step 0 1 2 3 3$/);
  await until(() => [first, second].some((each) => each.output().includes('started')));
  const [busy, idle] = first.output().includes('started') ? [first, second] : [second, first];
  busy.signal('SIGKILL');
  await busy.code;
  openGate();
  expect(await outcome(key)).toEqual(done(5));
  expect(logged().filter((line) => line.startsWith('begin'))).toEqual([
    'begin 0 1 2 3 at 0, attempt 1',
    'begin 0 1 2 3 at 3, attempt 1',
  ]);
  await until(() => idle.output().includes('steps of 0 1 2 3 (seed 5): done'));
  expect(fs.readdirSync(path.join(folder(), 'jobs'))).toEqual([]);
});

whenRedis('on SIGTERM the job writes a checkpoint and is released, without using an attempt', async () => {
  const first = await worker();
  const key = await submit(gated(6, 4));
  const next = await submit({ ...gated(1), architecture: 'next' });
  await untilLogged(log(), /step 0 1 2 3 3$/);
  first.signal('SIGTERM');
  await until(() => first.output().includes('SIGTERM'));
  openGate();
  expect(await first.code).toBe(0);
  expect(first.output()).toContain('steps of 0 1 2 3 (seed 5): released');
  expect(await readCounters(key)).toMatchObject({
    attemptsMade: 0,
    stalledCounter: 0,
    failedReason: undefined,
  });
  await worker();
  expect(await outcome(key)).toEqual(done(6));
  expect(await outcome(next)).toMatchObject({ kind: 'done' });
  // The released job comes before the next one, and each step runs once.
  expect(logged()).toEqual([
    'begin 0 1 2 3 at 0, attempt 1',
    ...[1, 2, 3, 4].map((step) => `step 0 1 2 3 ${step}`),
    'begin 0 1 2 3 at 4, attempt 1',
    ...[5, 6].map((step) => `step 0 1 2 3 ${step}`),
    'begin next at 0, attempt 1',
    'step next 1',
  ]);
});

whenRedis('a connection lost for longer than the lock is logged once, and the job runs once', async () => {
  const lockMs = 2500; // longer than both workers may take to reconnect
  const workers = await Promise.all([worker(lockMs), worker(lockMs)]);
  const key = await submit(gated(5, 4));
  await untilLogged(log(), /step 0 1 2 3 3$/);
  await redis().kill();
  await pause(1.5 * lockMs);
  await redis().start();
  await until(() => workers.every((each) => each.output().includes('connected to')));
  openGate();
  expect(await outcome(key)).toEqual(done(5));
  expect(logged().filter((line) => line.startsWith('begin'))).toEqual(['begin 0 1 2 3 at 0, attempt 1']);
  expect(await readCounters(key)).toMatchObject({ attemptsStarted: 1, stalledCounter: 0 });
  for (const output of [...workers.map((each) => each.output().split('\n')), notices]) {
    expect(output.filter((line) => line.includes('lost the connection to'))).toHaveLength(1);
    expect(output.filter((line) => line.startsWith('connected to'))).toHaveLength(1);
    expect(output.length).toBeLessThan(8);
  }
});

whenRedis('a job that ends without a connection keeps its result', async () => {
  await worker(SHORT_MS);
  const key = await submit(gated(5, 4));
  await untilLogged(log(), /step 0 1 2 3 3$/);
  await redis().kill();
  openGate();
  await untilLogged(log(), /step 0 1 2 3 5$/);
  await pause(1.5 * SHORT_MS); // the lock has expired
  await redis().start();
  expect(await outcome(key)).toEqual(done(5));
  expect(logged().filter((line) => line.startsWith('begin'))).toHaveLength(1);
});

whenRedis('jobs that Redis lost are submitted again', async () => {
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
  expect(notices.filter((line) => line.includes('lost its jobs: submitted again'))).toHaveLength(1);
  expect(logged().filter((line) => line.startsWith('begin 0'))).toHaveLength(1);
});

whenRedis('a job that kills its workers fails after three workers', async () => {
  const key = await submit(sampleJob('kill', { log: log() }));
  for (let i = 0; i < 3; i++) await (await worker(SHORT_MS / 2)).code;
  await worker(SHORT_MS / 2);
  expect(await outcome(key)).toEqual({
    kind: 'failed',
    reason: 'the job stalled on 3 workers (killed, out of memory, or disconnected)',
  });
  expect(logged()).toEqual(['kill', 'kill', 'kill']);
});

whenRedis('a worker that must not run a job releases it and ends with the reason', async () => {
  const key = await submit(gated(1));
  const address = parseRedisAddress(redis().url);
  const ended = runRedisWorker({
    address,
    thread: compiledSample('sample-thread'),
    concurrency: 1,
    folder: path.join(folder(), 'jobs'),
    findProblem: ({ architecture }) => `no folder for ${architecture}: make one`,
    signal: new AbortController().signal,
    log: () => undefined,
  });
  await expect(ended).rejects.toThrow(EnvironmentError);
  await expect(ended).rejects.toThrow(
    /^this worker cannot run its job: no folder for 0 1 2 3: make one, then start it again$/,
  );
  expect(await readCounters(key)).toMatchObject({ attemptsMade: 0, failedReason: undefined });
  await worker();
  expect(await outcome(key)).toEqual(done(1));
  expect(logged()).toEqual(['begin 0 1 2 3 at 0, attempt 1', 'step 0 1 2 3 1']);
});

whenRedis('a job that is submitted again before it ends has the data of the last submission', async () => {
  await submit(gated(1));
  await closeQueue();
  const key = await submit(gated(2));
  await worker();
  expect(await outcome(key)).toEqual(done(2));
  await closeQueue();
  await submit(gated(3)); // it has ended
  expect(await outcome(key)).toEqual(done(2));
});

whenRedis('a worker stops a job that a search cancels', async () => {
  const busy = await worker(SHORT_MS);
  const key = await submit(sampleJob('steps', { log: log(), steps: 1_000_000, stepMs: 10 }));
  await untilLogged(log(), /step 0 1 2 3 3$/);
  await queue?.cancel(key);
  await until(() => busy.output().includes('steps of 0 1 2 3 (seed 5): cancelled'));
  expect(fs.readdirSync(path.join(folder(), 'jobs'))).toEqual([]);
});

whenRedis('messages, errors and failure reasons never contain the password', async () => {
  const { redactedUrl } = parseRedisAddress(redis().url);
  const one = await worker();
  const key = await submit(
    sampleJob('fail', { log: log(), message: `cannot reach ${redis().url} (${PASSWORD})` }),
  );
  const { reason } = (await outcome(key)) as Extract<JobOutcome, { kind: 'failed' }>;
  expect(reason).toBe(`TypeError: cannot reach ${redactedUrl.replace('//', '//***@')} (***)`);
  const wrong = redis().url.replace(encodeURIComponent(PASSWORD), 'wr0ng');
  const connecting = connectRedis(parseRedisAddress(wrong), () => undefined);
  await expect(connecting).rejects.toThrow(
    `${redactedUrl} rejects the user or password of the queue's address (WRONGPASS`,
  );
  await expect(connecting).rejects.toThrow(/^(?!.*wr0ng)/);
  one.signal('SIGTERM');
  await one.code;
  expect(one.output()).toContain('failed, attempt 3 of 3');
  for (const text of [one.output(), ...notices]) {
    expect(text).not.toContain(PASSWORD);
    expect(text).not.toContain(encodeURIComponent(PASSWORD));
  }
});

/** Changes by an administrator while a search and a worker are connected, and the password that is valid then. */
const accessChanges: [string, string[][], string, RegExp][] = [
  [
    'a changed password',
    [
      ['CONFIG', 'SET', 'requirepass', 'n3w'],
      ['CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes'],
    ],
    'n3w',
    /WRONGPASS/,
  ],
  ['removed permissions', [['ACL', 'SETUSER', 'default', '-evalsha']], PASSWORD, /NOPERM|user executing/],
];

for (const [title, commands, password, reply] of accessChanges) {
  whenRedis(`${title} end search and worker with exit code 3, and both resume with access`, async () => {
    const { redactedUrl } = parseRedisAddress(redis().url);
    const message = new RegExp(
      `${redactedUrl} rejects the user or password of the queue's address \\((${reply.source}).*\\): give the correct ones in NAO_QUEUE to 'nao resume' or a new 'nao worker'; finished work is kept$`,
      'm',
    );
    const one = await worker(SHORT_MS);
    const key = await submit(gated(5, 4));
    await untilLogged(log(), /step 0 1 2 3 3$/);
    const failure = Promise.resolve(outcome(key)).then(String, (error: unknown) => error);
    await redis().administer(...commands);
    const next = queue?.submit({ ...gated(1), architecture: 'next' });
    await expect(next).rejects.toThrow(message);
    expect(await failure).toBeInstanceOf(EnvironmentError);
    expect(String(await failure)).toMatch(message);
    await queue?.close();
    queue = undefined;
    openGate();
    expect(await one.code).toBe(3);
    expect(one.output()).toMatch(message);
    for (const text of [one.output(), String(await failure), ...notices]) {
      expect(text).not.toContain(PASSWORD);
      expect(text).not.toContain(encodeURIComponent(PASSWORD));
      expect(text).not.toMatch(/n3w|\n\s+at /);
    }

    if (password === PASSWORD) {
      await redis().kill(); // which restores the permissions
      await redis().start();
    }
    const url = redis().url.replace(encodeURIComponent(PASSWORD), encodeURIComponent(password));
    await worker(SHORT_MS, url);
    await submit(gated(5, 4), url);
    expect(await outcome(key)).toEqual(done(5));
    expect(logged().filter((line) => line.startsWith('begin 0'))).toHaveLength(2);
    expect(logged().filter((line) => line === 'step 0 1 2 3 3')).toHaveLength(1);
  });
}

/** Starts a worker. All workers share the folder for checkpoints. */
function worker(lockMs = 30_000, url = redis().url): Promise<WorkerProcess> {
  return startWorker(url, path.join(folder(), 'jobs'), lockMs);
}

async function submit(job: Job, url = redis().url): Promise<string> {
  if (queue === undefined) {
    notices = [];
    queue = await RedisQueue.open(parseRedisAddress(url), { onNotice: (text) => notices.push(text) });
  }
  const key = await queue.submit(job);
  expect(key).toBe(computeJobKey(job));
  return key;
}

async function closeQueue(): Promise<void> {
  await queue?.close();
  queue = undefined;
}

function outcome(key: string): Promise<JobOutcome> | undefined {
  return queue?.waitForOutcome(key);
}

/** Creates a job of which step `at` blocks its thread until the gate is opened. */
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

/** Lines that the jobs have logged. */
function logged(): string[] {
  return linesOf(log());
}

/** Reads BullMQ's counters of a job. */
async function readCounters(key: string): Promise<object | undefined> {
  const connection = await connectRedis(parseRedisAddress(redis().url), () => undefined);
  try {
    const one = new Queue(QUEUE_NAME, { connection, prefix: KEY_PREFIX });
    const { attemptsMade, attemptsStarted, stalledCounter, failedReason } = (await one.getJob(key)) ?? {};
    return { attemptsMade, attemptsStarted, stalledCounter, failedReason };
  } finally {
    connection.disconnect();
  }
}
