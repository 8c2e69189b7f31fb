import type { QueueBase } from 'bullmq';
import type { Redis } from 'ioredis';

/**
 * Puts the jobs of workers that died, whose locks have run out, back into the queue: those found so twice, a lock's length
 * apart.
 *
 * BullMQ's own check is off in its favor. That one runs the moment a lost connection is back, when the locks of those who
 * are at work have run out too; here they have a lock's length to take their jobs back.
 *
 * @returns ends it
 */
export function watchStalledJobs(
  redis: Redis,
  worker: QueueBase,
  lockMs: number,
  onError: (error: Error) => void,
): () => void {
  let connectedAt = performance.now();
  const onReady = (): void => {
    connectedAt = performance.now();
  };
  redis.on('ready', onReady);
  // Redis lets one check pass in a lock's length, whichever worker's it is.
  const timer = setInterval(() => {
    if (redis.status !== 'ready' || performance.now() - connectedAt < lockMs) return;
    worker.getBackend().moveStalledJobsToWait().catch(onError);
  }, lockMs / 2);
  return () => {
    clearInterval(timer);
    redis.off('ready', onReady);
  };
}
