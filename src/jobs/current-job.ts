import { setTimeout as pause } from 'node:timers/promises';
import type { Job as StoredJobHandle } from 'bullmq';
import type { Redis } from 'ioredis';
import type { ProgressEvent } from '../run/hooks';
import { deferred } from './deferred';
import { type Claim, hold, type JobKeys } from './job-lock';
import { jobName } from './job-key';
import type { Json } from './job-queue';
import { isRefusal } from './redis-connection';
import { type StoredJob, storedJobSchema } from './redis-job';
import type { TryEnd } from './thread-messages';

/** Why a worker gives up a job: it stops itself, another has the job, or nobody wants it any more. */
export type WhyStopped = 'given back' | 'lost' | 'cancelled';

/** Between two messages about a job's progress. */
const PROGRESS_MS = 1000;

/** How often Redis is asked for a job that it has lost, a second apart, before its result is dropped. */
const MISSING_TRIES = 30;

/** A job that a worker has in hand, and the worker's claim to it. */
export class CurrentJob {
  readonly key: string;
  /** Told to the work, in shared memory: other than 0 once it is to stop. */
  readonly stop = new Int32Array(new SharedArrayBuffer(4));
  readonly ended: Promise<void>;
  private readonly keys: JobKeys;
  private readonly finished = deferred<void>();
  private why?: WhyStopped;
  private lastProgress = -Infinity;

  /** @param keyOf the key in Redis of the queue's part, or job, of that name */
  constructor(
    private readonly redis: Redis,
    keyOf: (name: string) => string,
    private readonly stored: StoredJobHandle<StoredJob, Json>,
    private readonly token: string,
    private readonly lockMs: number,
  ) {
    if (stored.id === undefined) throw new Error('a job without an id');
    this.key = stored.id;
    this.ended = this.finished.promise;
    this.keys = {
      job: keyOf(this.key),
      lock: `${keyOf(this.key)}:lock`,
      active: keyOf('active'),
      waiting: keyOf('wait'),
      stalled: keyOf('stalled'),
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
    return data === undefined ? `job ${this.key}` : jobName(data.job);
  }

  get stopping(): WhyStopped | undefined {
    return this.why;
  }

  askToStop(why: WhyStopped): void {
    this.why ??= why;
    Atomics.store(this.stop, 0, 1);
  }

  /** Takes the job back whose lock could not be renewed, or gives it up. */
  async hold(): Promise<void> {
    if ((await this.claim()) === 'lost') this.askToStop('lost');
  }

  /** Looks whether it was cancelled. */
  async heed(): Promise<void> {
    const data = await this.redis.hget(this.keys.job, 'data');
    if (data !== null && storedJobSchema.parse(JSON.parse(data)).isCancelled) this.askToStop('cancelled');
  }

  /**
   * The claim when the work has ended. BullMQ refuses an end without a lock, and a result would be lost. Where Redis has lost
   * the job, who waits for it hands it in again: a result is worth waiting for.
   */
  async claimAtEnd({ kind }: TryEnd): Promise<Claim | 'unreachable'> {
    if (kind === 'stopped' && this.redis.status !== 'ready') return 'unreachable';
    for (let i = 1; ; i++) {
      const claim = await this.claimIfAllowed();
      if (claim !== 'missing' || kind !== 'done' || this.why !== undefined || i === MISSING_TRIES)
        return claim;
      await pause(1000);
    }
  }

  /** Puts the job where it is taken next, without using up a try. */
  async giveBack(): Promise<void> {
    await this.stored.moveToWait(this.token);
  }

  /** Passes progress on; of what comes within a second the first only, and nothing while there is no connection. */
  progress(event: ProgressEvent): void {
    const now = performance.now();
    if (event.kind === 'step' && now - this.lastProgress < PROGRESS_MS) return;
    if (this.redis.status !== 'ready') return;
    this.lastProgress = now;
    this.stored.updateProgress({ ...event }).catch(() => undefined); // it is told again soon
  }

  end(): void {
    this.finished.resolve();
  }

  private async claimIfAllowed(): Promise<Claim | 'unreachable'> {
    try {
      return await this.claim();
    } catch (error) {
      if (error instanceof Error && isRefusal(error)) return 'unreachable';
      throw error;
    }
  }

  private claim(): Promise<Claim> {
    return hold(this.redis, this.keys, this.key, this.token, this.lockMs);
  }
}
