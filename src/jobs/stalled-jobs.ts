import type { QueueBase } from 'bullmq';
import type { Redis } from 'ioredis';

/**
 * Moves stalled jobs, whose locks have expired because their workers died, back to the queue. A job is stalled if two checks, one
 * lock duration apart, find it without a lock.
 *
 * It replaces BullMQ's own check, which runs as soon as a lost connection is restored, when the locks of running jobs have expired
 * too. Here workers have one lock duration to acquire them again.
 *
 * @returns function that ends the check
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
  // Redis allows one check per lock duration over all workers.
  const timer = setInterval(() => {
    if (redis.status !== 'ready' || performance.now() - connectedAt < lockMs) return;
    worker.getBackend().moveStalledJobsToWait().catch(onError);
  }, lockMs / 2);
  return () => {
    clearInterval(timer);
    redis.off('ready', onReady);
  };
}
