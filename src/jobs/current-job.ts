import type { Job as StoredJobHandle } from 'bullmq';
import { setTimeout as pause } from 'node:timers/promises';
import type { ProgressEvent } from '../run/hooks';
import { createDeferred } from './deferred';
import { describeJob } from './job-key';
import { acquireJobLock, type LockState, type RedisJobKeys } from './job-lock';
import type { Json } from './job-queue';
import { isAccessDenied } from './redis-connection';
import { type StoredJob, storedJobSchema } from './redis-job';
import type { AttemptOutcome } from './thread-messages';
import type { WaitingRedis } from './waiting-redis';

/** Reason why a worker stops a job: the worker stops and releases the job, it lost the job's lock, or the job was cancelled. */
export type JobStopReason = 'released' | 'lost' | 'cancelled';

/** Minimum interval between two progress updates of a job. */
const PROGRESS_MS = 1000;

/** Number of checks, one per second, for a job that Redis has lost, before its result is dropped. */
const MAX_MISSING_CHECKS = 30;

/** A job that a worker processes, and the worker's lock on it. */
export class CurrentJob {
  readonly key: string;
  /** Stop flag in memory shared with the job's thread; nonzero once the job must stop. */
  readonly stopFlag = new Int32Array(new SharedArrayBuffer(4));
  readonly ended: Promise<void>;
  private readonly keys: RedisJobKeys;
  private readonly finished = createDeferred<void>();
  private requestedStop?: JobStopReason;
  private lastProgress = -Infinity;

  /** @param toKey returns the Redis key of a job or of a part of the queue */
  constructor(
    private readonly redis: WaitingRedis,
    toKey: (name: string) => string,
    private readonly stored: StoredJobHandle<StoredJob, Json>,
    private readonly token: string,
    private readonly lockMs: number,
  ) {
    if (stored.id === undefined) throw new Error('a job without an id');
    this.key = stored.id;
    this.ended = this.finished.promise;
    this.keys = {
      job: toKey(this.key),
      lock: `${toKey(this.key)}:lock`,
      active: toKey('active'),
      waiting: toKey('wait'),
      stalled: toKey('stalled'),
    };
  }

  /** Number of the current attempt, from 1. */
  get attempt(): number {
    return this.stored.attemptsMade + 1;
  }

  get name(): string {
    const { data } = storedJobSchema.safeParse(this.stored.data);
    return data === undefined ? `job ${this.key}` : describeJob(data.job);
  }

  get stopReason(): JobStopReason | undefined {
    return this.requestedStop;
  }

  requestStop(reason: JobStopReason): void {
    this.requestedStop ??= reason;
    Atomics.store(this.stopFlag, 0, 1);
  }

  /** Acquires the lock again after its renewal failed, or stops the job. */
  async acquireOrExtendLock(): Promise<void> {
    if ((await this.acquireLock()) === 'lost') this.requestStop('lost');
  }

  /** Stops the job if it was cancelled. */
  async checkCancelled(): Promise<void> {
    const data = await this.redis.hget(this.keys.job, 'data');
    if (data !== null && storedJobSchema.parse(JSON.parse(data)).isCancelled) this.requestStop('cancelled');
  }

  /**
   * Acquires the lock once the attempt has ended. BullMQ rejects completion without a lock, which would lose the result. If Redis
   * lost the job, waits for the search to submit it again.
   */
  async confirmLock({ kind }: AttemptOutcome): Promise<LockState | 'unreachable'> {
    if (kind === 'stopped' && !this.redis.isUsable) return 'unreachable';
    for (let i = 1; ; i++) {
      const lockState = await this.tryAcquireLock();
      if (
        lockState !== 'missing' ||
        kind !== 'done' ||
        this.requestedStop !== undefined ||
        i === MAX_MISSING_CHECKS
      )
        return lockState;
      await pause(1000);
    }
  }

  /** Moves the job back to the head of the queue. The attempt does not count. */
  async release(): Promise<void> {
    await this.stored.moveToWait(this.token);
  }

  /** Updates the job's progress, at most once per second, and only while Redis is usable. */
  reportProgress(event: ProgressEvent): void {
    const now = performance.now();
    if (event.kind === 'step' && now - this.lastProgress < PROGRESS_MS) return;
    if (!this.redis.isUsable) return;
    this.lastProgress = now;
    this.stored.updateProgress({ ...event }).catch(() => undefined); // the next update follows soon
  }

  markEnded(): void {
    this.finished.resolve();
  }

  private async tryAcquireLock(): Promise<LockState | 'unreachable'> {
    try {
      return await this.acquireLock();
    } catch (error) {
      if (error instanceof Error && isAccessDenied(error)) return 'unreachable';
      throw error;
    }
  }

  private acquireLock(): Promise<LockState> {
    return acquireJobLock(this.redis, this.keys, this.key, this.token, this.lockMs);
  }
}
