import type { QueueBase } from 'bullmq';
import type { Redis } from 'ioredis';

/**
 * Puts the jobs of workers that died, whose locks have run out, back into the queue: those found so twice, a lock's length
 * apart.
 *
 * BullMQ's own check is off in its favour. That one runs the moment a lost connection is back, when the locks of those who
 * are at work have run out too; here they have a lock's length to take their jobs back.
 *
 * @returns ends it
 */
export function watchForDeadWorkers(
  redis: Redis,
  worker: QueueBase,
  lockMs: number,
  tell: (error: Error) => void,
): () => void {
  let connected = performance.now();
  const note = (): void => {
    connected = performance.now();
  };
  redis.on('ready', note);
  // Redis lets one check pass in a lock's length, whichever worker's it is.
  const timer = setInterval(() => {
    if (redis.status !== 'ready' || performance.now() - connected < lockMs) return;
    worker.getBackend().moveStalledJobsToWait().catch(tell);
  }, lockMs / 2);
  return () => {
    clearInterval(timer);
    redis.off('ready', note);
  };
}
