import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { MachineError } from '../../src/errors';
import { LocalQueue } from '../../src/jobs/local-queue';
import { testJobQueue } from '../conformance/job-queue';
import { compiledSample, linesOf, sampleJob } from '../support/jobs/sample';
import { temporaryFolder } from '../support/temp-folder';

const thread = compiledSample('sample-thread');

testJobQueue(
  'LocalQueue',
  (folder, callbacks) => Promise.resolve(new LocalQueue({ thread, concurrency: 1, folder }, callbacks)),
  test,
);

const folder = temporaryFolder();

test('jobs run up to the concurrency limit, in the order of submission', async () => {
  const log = path.join(folder(), 'log');
  const queue = new LocalQueue({ thread, concurrency: 2, folder: folder() }, { onNotice: () => undefined });
  const keys = await Promise.all(
    ['a', 'b', 'c'].map((architecture) =>
      queue.submit(sampleJob('steps', { log, stepMs: 300 }, { architecture })),
    ),
  );
  for (const key of keys) expect(await queue.waitForOutcome(key)).toMatchObject({ kind: 'done' });
  await queue.close();
  const lines = linesOf(log).map((line) => line.split(' ').slice(0, 2).join(' '));
  expect(lines.slice(0, 2).sort()).toEqual(['begin a', 'begin b']);
  expect(lines.indexOf('begin c')).toBeGreaterThan(1);
});

test('a thread that cannot be loaded fails the job with the reason', async () => {
  const missing = path.join(folder(), 'missing.js');
  const queue = new LocalQueue(
    { thread: missing, concurrency: 1, folder: folder() },
    { onNotice: () => undefined },
  );
  const key = await queue.submit(sampleJob('steps', { log: path.join(folder(), 'log') }));
  expect(await queue.waitForOutcome(key)).toMatchObject({
    kind: 'failed',
    reason: expect.stringContaining(missing),
  });
  await queue.close();
});

test('a fault of the machine before the job starts is reported, however late its outcome is waited for', async () => {
  const queue = new LocalQueue(
    { thread, concurrency: 1, folder: '/dev/null/jobs' },
    { onNotice: () => undefined },
  );
  const job = sampleJob('steps', { log: path.join(folder(), 'log') });
  for (let i = 0; i < 2; i++) {
    const key = await queue.submit(job);
    await pause(10);
    const outcome = queue.waitForOutcome(key);
    await expect(outcome).rejects.toThrow(MachineError);
    await expect(outcome).rejects.toThrow('/dev/null/jobs');
    await queue.cancel(key); // changes nothing
    await expect(queue.waitForOutcome(key)).rejects.toThrow(MachineError);
  }
  await queue.close();
});

test.each(['full', 'uncaught'])(
  'a fault of the machine in a job of kind %s is no outcome: it is reported at once, and the job can be submitted again',
  async (kind) => {
    const log = path.join(folder(), 'log');
    const file = path.join(folder(), 'disk is free');
    const queue = new LocalQueue({ thread, concurrency: 1, folder: folder() }, { onNotice: () => undefined });
    const job = sampleJob(kind, { log, gate: { at: 1, file } });
    const error: unknown = await queue
      .submit(job)
      .then((key) => queue.waitForOutcome(key).catch((each: unknown) => each));
    expect(error).toBeInstanceOf(MachineError);
    expect(String(error)).toContain('ENOSPC');
    expect(linesOf(log)).toEqual(['attempt 1']);
    fs.writeFileSync(file, '');
    expect(await queue.waitForOutcome(await queue.submit(job))).toEqual({ kind: 'done', result: 1 });
    await queue.close();
  },
);
