import path from 'node:path';
import {
  type JobOutcome,
  type JobQueue,
  type QueueCallbacks,
  QueueClosedError,
} from '../../src/jobs/job-queue';
import { linesOf, sampleJob, until, untilLogged } from '../support/jobs/sample';
import { temporaryFolder } from '../support/temp-folder';

/** Opens a queue whose jobs run in the sample thread, one at a time. */
export type OpenQueue = (folder: string, callbacks: QueueCallbacks) => Promise<JobQueue>;

/**
 * Conformance suite of job queues. Each queue's test file calls it.
 *
 * @param define `test`, or a replacement that skips tests if the queue is unavailable
 */
export function testJobQueue(
  title: string,
  open: OpenQueue,
  define: (name: string, run: () => Promise<void>) => void,
): void {
  describe(`${title} conforms to JobQueue`, () => {
    const folder = temporaryFolder();
    const log = (): string => path.join(folder(), 'log');
    const opened: JobQueue[] = [];
    const openQueue = async (callbacks: Partial<QueueCallbacks> = {}): Promise<JobQueue> => {
      const queue = await open(path.join(folder(), 'jobs'), { onNotice: () => undefined, ...callbacks });
      opened.push(queue);
      return queue;
    };
    afterEach(async () => {
      await Promise.all(opened.splice(0).map((queue) => queue.close()));
    });

    define('a job runs once, however often it is submitted and waited for', async () => {
      const queue = await openQueue();
      const job = sampleJob('steps', { log: log() });
      const [key, same] = await Promise.all([queue.submit(job), queue.submit({ ...job })]);
      expect(same).toBe(key);
      const done: JobOutcome = { kind: 'done', result: { architecture: '0 1 2 3', seed: 5, steps: 1 } };
      expect(await Promise.all([queue.waitForOutcome(key), queue.waitForOutcome(key)])).toEqual([done, done]);
      expect(await queue.submit(job)).toBe(key);
      expect(await queue.waitForOutcome(key)).toEqual(done);
      expect(linesOf(log())).toEqual(['begin 0 1 2 3 at 0, attempt 1', 'step 0 1 2 3 1']);
    });

    define('jobs that differ in kind, run, architecture or seed are different jobs', async () => {
      const queue = await openQueue();
      const job = sampleJob('steps', { log: log() });
      const keys = await Promise.all(
        [
          job,
          { ...job, run: 'another' },
          { ...job, architecture: '3 2 1 0' },
          { ...job, seed: 6 },
          { ...job, kind: 'environment' },
        ].map((each) => queue.submit(each)),
      );
      expect(new Set(keys).size).toBe(5);
      const results = await Promise.all(keys.map((key) => queue.waitForOutcome(key)));
      expect(results.slice(0, 4)).toMatchObject([
        { result: { architecture: '0 1 2 3', seed: 5 } },
        { result: { architecture: '0 1 2 3', seed: 5 } },
        { result: { architecture: '3 2 1 0', seed: 5 } },
        { result: { architecture: '0 1 2 3', seed: 6 } },
      ]);
      expect(linesOf(log()).filter((line) => line.startsWith('begin'))).toHaveLength(4);
    });

    define('a result is converted to JSON', async () => {
      const queue = await openQueue();
      const key = await queue.submit(sampleJob('odd', { log: log() }));
      expect(await queue.waitForOutcome(key)).toStrictEqual({
        kind: 'done',
        result: { nan: null, list: [null, 0] },
      });
    });

    define(
      'a failing job ends after three attempts, with its error on one line and an empty folder in the last',
      async () => {
        const queue = await openQueue();
        const key = await queue.submit(sampleJob('fail', { log: log(), message: 'no\n  luck' }));
        expect(await queue.waitForOutcome(key)).toEqual({ kind: 'failed', reason: 'TypeError: no luck' });
        expect(linesOf(log())).toEqual([
          'attempt 1, folder: ',
          'attempt 2, folder: left by attempt 1',
          'attempt 3, folder: ',
        ]);
        await queue.submit(sampleJob('fail', { log: log(), message: 'no\n  luck' }));
        expect(await queue.waitForOutcome(key)).toMatchObject({ kind: 'failed' });
        expect(linesOf(log())).toHaveLength(3);
      },
    );

    define('a job that fails once succeeds at its second attempt', async () => {
      const queue = await openQueue();
      const key = await queue.submit(sampleJob('fail', { log: log(), failures: 1 }));
      expect(await queue.waitForOutcome(key)).toEqual({ kind: 'done', result: 2 });
    });

    define('a thread that exits fails the attempt, and another thread runs the next job', async () => {
      const queue = await openQueue();
      const exits = await queue.submit(sampleJob('exit', { log: log() }));
      const next = await queue.submit(sampleJob('steps', { log: log() }));
      expect(await queue.waitForOutcome(exits)).toEqual({
        kind: 'failed',
        reason: "the job's thread exited with code 7",
      });
      expect(linesOf(log()).filter((line) => line === 'exit')).toHaveLength(3);
      expect(await queue.waitForOutcome(next)).toMatchObject({ kind: 'done' });
    });

    define('a job of an unknown kind fails with the known kinds', async () => {
      const queue = await openQueue();
      const key = await queue.submit(sampleJob('toString', { log: log() }));
      expect(await queue.waitForOutcome(key)).toMatchObject({
        kind: 'failed',
        reason: expect.stringContaining("has no handler for jobs 'toString' (known: steps, fail"),
      });
    });

    define('onProgress gets the key of the job', async () => {
      const events: unknown[] = [];
      const queue = await openQueue({ onProgress: (...event) => events.push(event) });
      const key = await queue.submit(sampleJob('steps', { log: log(), steps: 2, stepMs: 100 }));
      await until(() => events.length > 0);
      expect(events[0]).toEqual([key, { kind: 'step', phase: 'steps', done: 1, total: 2 }]);
      expect(await queue.waitForOutcome(key)).toMatchObject({ kind: 'done' });
    });

    define('a cancelled job does not start, or stops; submitted again it starts again', async () => {
      const queue = await openQueue();
      const long = sampleJob('steps', { log: log(), steps: 100_000, stepMs: 10 }, { architecture: 'long' });
      const short = sampleJob('steps', { log: log() }, { architecture: 'short' });
      const last = sampleJob('steps', { log: log() }, { architecture: 'last' });
      const longKey = await queue.submit(long);
      const shortKey = await queue.submit(short);
      const lastKey = await queue.submit(last);
      await untilLogged(log(), /step long 1$/);
      await queue.cancel(shortKey);
      expect(await queue.waitForOutcome(shortKey)).toEqual({ kind: 'cancelled' });
      await queue.cancel(longKey);
      expect(await queue.waitForOutcome(longKey)).toEqual({ kind: 'cancelled' });
      expect(await queue.waitForOutcome(lastKey)).toMatchObject({ kind: 'done' });
      expect(linesOf(log()).filter((line) => line.includes('short'))).toEqual([]);

      await queue.submit(short);
      expect(await queue.waitForOutcome(shortKey)).toMatchObject({ kind: 'done' });
      expect(linesOf(log()).filter((line) => line.includes('short'))).toHaveLength(2);
      await queue.cancel(shortKey);
      expect(await queue.waitForOutcome(shortKey)).toMatchObject({ kind: 'done' });
    });

    define('close rejects pending calls; another queue resumes the job from its checkpoint', async () => {
      const job = sampleJob('steps', { log: log(), steps: 20, stepMs: 20 });
      const first = await openQueue();
      const key = await first.submit(job);
      const waiting = expect(first.waitForOutcome(key)).rejects.toThrow(QueueClosedError);
      await untilLogged(log(), /step 0 1 2 3 2$/);
      await first.close();
      await waiting;
      await expect(first.submit(job)).rejects.toThrow(QueueClosedError);
      await expect(first.waitForOutcome(key)).rejects.toThrow(QueueClosedError);

      const second = await openQueue();
      expect(await second.submit(job)).toBe(key);
      expect(await second.waitForOutcome(key)).toEqual({
        kind: 'done',
        result: { architecture: '0 1 2 3', seed: 5, steps: 20 },
      });
      const steps = linesOf(log()).filter((line) => line.startsWith('step'));
      expect(steps).toEqual(Array.from({ length: 20 }, (_, i) => `step 0 1 2 3 ${i + 1}`));
    });

    define('a key that was never submitted is rejected', async () => {
      const queue = await openQueue();
      await expect(queue.waitForOutcome('0'.repeat(32))).rejects.toThrow('no job with the key');
      await expect(queue.cancel('0'.repeat(32))).rejects.toThrow('no job with the key');
    });
  });
}
