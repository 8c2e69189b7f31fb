import { Queue, QueueEvents } from 'bullmq';
import type { Redis } from 'ioredis';
import type { ProgressEvent } from '../run/hooks';
import { deferred, type Deferred } from './deferred';
import { jobKey } from './job-key';
import {
  type Job,
  type JobQueue,
  type Json,
  type Outcome,
  QueueClosed,
  type QueueObserver,
  TRIES,
} from './job-queue';
import type { RedisAddress } from './redis-address';
import { connectRedis, endConnection, isConnectionError, refusalOf } from './redis-connection';
import { CANCELLED, PREFIX, QUEUE, WORKERS_DIED } from './redis-names';
import type { StoredJob } from './redis-job';

/** How long Redis keeps what became of a job, in seconds: a search may be resumed that much later. */
const KEPT_S = 60 * 24 * 3600;

/** Events wake who waits; they may be lost with the connection, so Redis is asked every so often as well. */
const ASK_MS = 10_000;

interface Entry {
  readonly job: Job;
  outcome: Deferred<Outcome>;
  hasEnded: boolean;
  isCancelled: boolean;
}

/**
 * Hands jobs to workers on any machine, through BullMQ on Redis. Where Redis refuses the password later on, or the user's
 * rights are gone, everything that is waited for is rejected with an EnvironmentError.
 */
export class RedisQueue implements JobQueue {
  private readonly entries = new Map<string, Entry>();
  private readonly asking: NodeJS.Timeout;
  private readonly said = new Set<string>();
  private isLossSaid = false;
  private readonly closing = deferred<never>();
  private closed?: Promise<void>;

  private constructor(
    private readonly address: RedisAddress,
    private readonly redis: Redis,
    private readonly queue: Queue<StoredJob>,
    private readonly events: QueueEvents,
    private readonly observer: QueueObserver,
  ) {
    const tell = (error: Error): void => this.tell(error);
    redis.on('error', tell);
    queue.on('error', tell);
    events.on('error', tell);
    events.on('completed', ({ jobId }) => this.look(jobId));
    events.on('failed', ({ jobId }) => this.look(jobId));
    events.on('progress', ({ jobId, data }) => {
      const entry = this.entries.get(jobId);
      if (entry && !entry.hasEnded) observer.progress?.(jobId, data as unknown as ProgressEvent);
    });
    const lookAtAll = (): void => this.entries.forEach((_, key) => this.look(key));
    redis.on('ready', () => {
      this.isLossSaid = false;
      lookAtAll();
    });
    this.asking = setInterval(lookAtAll, ASK_MS);
  }

  /** @throws EnvironmentError where there is no connection after a minute, or the password is refused */
  static async open(address: RedisAddress, observer: QueueObserver): Promise<RedisQueue> {
    const redis = await connectRedis(address, observer.say);
    const queue = new Queue<StoredJob>(QUEUE, { connection: redis, prefix: PREFIX });
    // From the last event that is there: what comes while the listener starts is not missed.
    const [last] = await redis.xrevrange(queue.toKey('events'), '+', '-', 'COUNT', 1);
    const events = new QueueEvents(QUEUE, {
      connection: redis,
      prefix: PREFIX,
      blockingTimeout: 3000, // what a close without a connection waits for
      lastEventId: last === undefined ? '0-0' : last[0],
    });
    return new RedisQueue(address, redis, queue, events, observer);
  }

  async submit(job: Job): Promise<string> {
    this.refuseIfClosed();
    const key = jobKey(job);
    const before = this.entries.get(key);
    if (before?.isCancelled === false) return key;
    const entry = before ?? { job, outcome: deferred(), hasEnded: false, isCancelled: false };
    if (before) Object.assign(before, { outcome: deferred<Outcome>(), hasEnded: false, isCancelled: false });
    this.entries.set(key, entry);
    await this.untilClosed(this.add(key, job).then(() => this.settleIfEnded(key, entry)));
    return key;
  }

  async outcome(key: string): Promise<Outcome> {
    this.refuseIfClosed();
    return this.entry(key).outcome.promise;
  }

  async cancel(key: string): Promise<void> {
    this.refuseIfClosed();
    const entry = this.entry(key);
    await this.untilClosed(this.settleIfEnded(key, entry));
    if (entry.hasEnded) return;
    entry.isCancelled = true;
    settle(entry, { kind: 'cancelled' });
    await this.untilClosed(this.giveUp(key));
  }

  close(): Promise<void> {
    return (this.closed ??= this.end());
  }

  private async end(): Promise<void> {
    this.endWith(new QueueClosed());
    await endConnection(this.redis, this.events, this.events.close());
    await this.queue.close(); // has no connection of its own
    this.redis.disconnect();
  }

  /** Nothing is waited for any more. */
  private endWith(reason: Error): void {
    clearInterval(this.asking);
    this.closing.reject(reason);
    for (const entry of this.entries.values()) {
      if (!entry.hasEnded) entry.outcome.reject(reason);
    }
  }

  private async add(key: string, job: Job): Promise<void> {
    const stored = { job, isCancelled: false } as StoredJob;
    await this.queue.add(job.kind, stored, {
      jobId: key,
      attempts: TRIES,
      removeOnComplete: { age: KEPT_S },
      removeOnFail: { age: KEPT_S },
      stackTraceLimit: 1,
    });
  }

  private async giveUp(key: string): Promise<void> {
    const stored = await this.queue.getJob(key);
    if (stored === undefined) return;
    // First the mark, then the try to remove it: a worker that takes it in between sees the mark.
    await stored.updateData({ ...stored.data, isCancelled: true });
    await stored.remove().catch(() => undefined); // refused where a worker holds it
  }

  /** As `settleIfEnded`, from an event. */
  private look(key: string): void {
    const entry = this.entries.get(key);
    if (entry === undefined || entry.hasEnded || this.closed) return;
    this.settleIfEnded(key, entry).catch((error: Error) => this.tell(error));
  }

  /** Asks Redis what became of a job, and hands in again what Redis has lost. */
  private async settleIfEnded(key: string, entry: Entry): Promise<void> {
    if (entry.hasEnded) return;
    const state = await this.queue.getJobState(key);
    const stored = await this.queue.getJob(key);
    if (entry.hasEnded || entry.isCancelled) return;
    if (stored === undefined) {
      if (!this.isLossSaid) {
        this.isLossSaid = true;
        this.observer.say(`${this.address.shown} has lost its jobs: handed in again`);
      }
      await this.add(key, entry.job);
    } else if (state === 'completed') {
      settle(entry, { kind: 'done', result: stored.returnvalue as Json });
    } else if (state === 'failed' && stored.failedReason !== CANCELLED) {
      settle(entry, { kind: 'failed', reason: failure(stored.failedReason) });
    } else if (state === 'failed') {
      await stored.remove();
      await this.add(key, entry.job);
    } else if (stored.data.isCancelled) {
      await stored.updateData({ ...stored.data, isCancelled: false });
    }
  }

  private entry(key: string): Entry {
    const entry = this.entries.get(key);
    if (entry === undefined) throw new Error(`no job with the key ${key} was submitted`);
    return entry;
  }

  private refuseIfClosed(): void {
    if (this.closed) throw new QueueClosed();
  }

  /** Waits for Redis until the queue is closed: without a connection that would be for ever. */
  private untilClosed<T>(work: Promise<T>): Promise<T> {
    const told = work.catch((error: Error) => {
      throw refusalOf(error, this.address) ?? error;
    });
    told.catch(() => undefined); // may fail after the queue is closed, for that reason
    return Promise.race([this.closing.promise, told]);
  }

  private tell(error: Error): void {
    const refusal = refusalOf(error, this.address);
    if (refusal !== undefined) {
      this.endWith(refusal);
      return;
    }
    const text = this.address.redact(error.message);
    if (this.closed || isConnectionError(error) || this.said.has(text)) return;
    this.said.add(text);
    this.observer.say(`${this.address.shown}: ${text}`);
  }
}

function settle(entry: Entry, outcome: Outcome): void {
  entry.hasEnded = true;
  entry.outcome.resolve(outcome);
}

function failure(reason: string): string {
  return reason === WORKERS_DIED
    ? `${TRIES} workers ended while they did the job (killed, out of memory, or cut off)`
    : reason;
}
