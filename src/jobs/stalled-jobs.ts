import type { QueueBase } from 'bullmq';
import type { WaitingRedis } from './waiting-redis';

/**
 * Moves stalled jobs, whose locks have expired because their workers died, back to the queue. A job is stalled if two checks, one
 * lock duration apart, find it without a lock.
 *
 * It replaces BullMQ's own check, which runs as soon as a lost connection is restored or Redis accepts commands again, when the locks of running jobs have expired
 * too. Here workers have one lock duration to acquire them again.
 *
 * @returns function that ends the check
 */
export function watchStalledJobs(
  redis: WaitingRedis,
  worker: QueueBase,
  lockMs: number,
  onError: (error: Error) => void,
): () => void {
  // Redis allows one check per lock duration over all workers.
  const timer = setInterval(() => {
    if (redis.usableMs < lockMs) return;
    worker.getBackend().moveStalledJobsToWait().catch(onError);
  }, lockMs / 2);
  return () => clearInterval(timer);
}
