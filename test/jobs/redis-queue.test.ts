import path from 'node:path';
import type { JobQueue } from '../../src/jobs/job-queue';
import { parseRedisAddress } from '../../src/jobs/redis-address';
import { RedisQueue } from '../../src/jobs/redis-queue';
import { runRedisWorker } from '../../src/jobs/redis-worker';
import { testJobQueue } from '../conformance/job-queue';
import { redisServer, whenRedis } from '../support/jobs/redis-server';
import { compiledSample } from '../support/jobs/sample';
import { temporaryFolder } from '../support/temp-folder';

/** Worker of a test, shared by all queues that the test opens. */
let worker: { stop: AbortController; ended: Promise<void> } | undefined;

afterEach(async () => {
  worker?.stop.abort();
  await worker?.ended;
  worker = undefined;
});

// After the hook above: afterEach hooks run in order, and the worker must stop before its server.
const folder = temporaryFolder();
const redis = redisServer(folder);

testJobQueue(
  'RedisQueue',
  async (_, callbacks): Promise<JobQueue> => {
    const address = parseRedisAddress(redis().url);
    worker ??= startWorker();
    return RedisQueue.open(address, callbacks);
  },
  whenRedis,
);

function startWorker(): NonNullable<typeof worker> {
  const stop = new AbortController();
  const ended = runRedisWorker({
    address: parseRedisAddress(redis().url),
    thread: compiledSample('sample-thread'),
    concurrency: 1,
    folder: path.join(folder(), 'worker'),
    lockMs: 2000,
    signal: stop.signal,
    log: () => undefined,
  });
  return { stop, ended };
}
