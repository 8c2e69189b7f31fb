import type { Job as StoredJobHandle } from 'bullmq';
import type { Redis } from 'ioredis';
import { setTimeout as pause } from 'node:timers/promises';
import type { ProgressEvent } from '../run/hooks';
import { createDeferred } from './deferred';
import { describeJob } from './job-key';
import { acquireJobLock, type LockState, type RedisJobKeys } from './job-lock';
import type { Json } from './job-queue';
import { isAccessDenied } from './redis-connection';
import { type StoredJob, storedJobSchema } from './redis-job';
import type { AttemptOutcome } from './thread-messages';

/** Why a worker gives up a job: it stops itself, another has the job, or nobody wants it any more. */
export type JobStopReason = 'given back' | 'lost' | 'cancelled';

/** Between two messages about a job's progress. */
const PROGRESS_MS = 1000;

/** How often Redis is asked for a job that it has lost, a second apart, before its result is dropped. */
const MAX_MISSING_CHECKS = 30;

/** A job that a worker has in hand, and the worker's claim to it. */
export class CurrentJob {
  readonly key: string;
  /** Told to the work, in shared memory: other than 0 once it is to stop. */
  readonly stopFlag = new Int32Array(new SharedArrayBuffer(4));
  readonly ended: Promise<void>;
  private readonly keys: RedisJobKeys;
  private readonly finished = createDeferred<void>();
  private requestedStop?: JobStopReason;
  private lastProgress = -Infinity;

  /** @param toKey the key in Redis of the queue's part, or job, of that name */
  constructor(
    private readonly redis: Redis,
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

  get data(): unknown {
    return this.stored.data;
  }

  /** The try this is, from 1. */
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

  /** Takes the job back whose lock could not be renewed, or gives it up. */
  async acquireOrExtendLock(): Promise<void> {
    if ((await this.acquireLock()) === 'lost') this.requestStop('lost');
  }

  /** Looks whether it was cancelled. */
  async checkCancelled(): Promise<void> {
    const data = await this.redis.hget(this.keys.job, 'data');
    if (data !== null && storedJobSchema.parse(JSON.parse(data)).isCancelled) this.requestStop('cancelled');
  }

  /**
   * The claim when the work has ended. BullMQ refuses an end without a lock, and a result would be lost. Where Redis has lost
   * the job, who waits for it hands it in again: a result is worth waiting for.
   */
  async confirmLock({ kind }: AttemptOutcome): Promise<LockState | 'unreachable'> {
    if (kind === 'stopped' && this.redis.status !== 'ready') return 'unreachable';
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

  /** Puts the job where it is taken next, without using up a try. */
  async release(): Promise<void> {
    await this.stored.moveToWait(this.token);
  }

  /** Passes progress on; of what comes within a second the first only, and nothing while there is no connection. */
  reportProgress(event: ProgressEvent): void {
    const now = performance.now();
    if (event.kind === 'step' && now - this.lastProgress < PROGRESS_MS) return;
    if (this.redis.status !== 'ready') return;
    this.lastProgress = now;
    this.stored.updateProgress({ ...event }).catch(() => undefined); // it is told again soon
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
