import { Queue, QueueEvents } from 'bullmq';
import type { ProgressEvent } from '../run/hooks';
import { createDeferred } from './deferred';
import {
  cancelJobEntry,
  createJobEntry,
  getJobEntry,
  type JobEntry,
  reopenJobEntry,
  settleJobEntry,
} from './job-entry';
import { computeJobKey } from './job-key';
import {
  type Job,
  type JobOutcome,
  type JobQueue,
  type Json,
  MAX_ATTEMPTS,
  type QueueCallbacks,
  QueueClosedError,
} from './job-queue';
import type { RedisAddress } from './redis-address';
import {
  closeConnection,
  connectRedis,
  isConnectionError,
  toAccessDeniedError,
  toCommandError,
} from './redis-connection';
import type { StoredJob } from './redis-job';
import { CANCELLED_REASON, KEY_PREFIX, QUEUE_NAME, STALLED_REASON } from './redis-names';
import { isRefusal, type WaitingRedis } from './waiting-redis';

/** Time that Redis keeps an outcome, in seconds, for a search that is resumed later. */
const KEEP_RESULTS_S = 60 * 24 * 3600;

/** Polling interval. Events may be lost with the connection, so Redis is polled as well. */
const POLL_MS = 10_000;

/**
 * Job queue on Redis with BullMQ, for workers on any machine. If Redis later rejects the password or the permissions, all pending
 * calls reject with an EnvironmentError.
 */
export class RedisQueue implements JobQueue {
  private readonly entries = new Map<string, JobEntry>();
  private readonly pollTimer: NodeJS.Timeout;
  private readonly loggedErrors = new Set<string>();
  private isLossLogged = false;
  private readonly closing = createDeferred<never>();
  private closed?: Promise<void>;

  private constructor(
    private readonly address: RedisAddress,
    private readonly redis: WaitingRedis,
    private readonly queue: Queue<StoredJob>,
    private readonly events: QueueEvents,
    private readonly callbacks: QueueCallbacks,
  ) {
    const onError = (error: Error): void => this.handleError(error);
    redis.on('error', onError);
    queue.on('error', onError);
    events.on('error', onError);
    events.on('completed', ({ jobId }) => this.checkJob(jobId));
    events.on('failed', ({ jobId }) => this.checkJob(jobId));
    events.on('progress', ({ jobId, data }) => {
      const entry = this.entries.get(jobId);
      if (entry && !entry.hasEnded) callbacks.onProgress?.(jobId, data as unknown as ProgressEvent);
    });
    const checkAllJobs = (): void => this.entries.forEach((_, key) => this.checkJob(key));
    redis.on('ready', () => {
      this.isLossLogged = false;
      checkAllJobs();
    });
    this.pollTimer = setInterval(checkAllJobs, POLL_MS);
  }

  /** Connects to Redis. @throws EnvironmentError if there is no connection within a minute, or access is denied */
  static async open(address: RedisAddress, callbacks: QueueCallbacks): Promise<RedisQueue> {
    const redis = await connectRedis(address, callbacks.onNotice);
    const queue = new Queue<StoredJob>(QUEUE_NAME, { connection: redis, prefix: KEY_PREFIX });
    // Starting at the last event avoids missing events while the listener starts.
    const [lastEvent] = await redis
      .xrevrange(queue.toKey('events'), '+', '-', 'COUNT', 1)
      .catch((error: Error) => {
        redis.disconnect();
        throw toCommandError(error, address);
      });
    const events = new QueueEvents(QUEUE_NAME, {
      connection: redis,
      prefix: KEY_PREFIX,
      blockingTimeout: 3000, // limits the time to close without a connection
      lastEventId: lastEvent === undefined ? '0-0' : lastEvent[0],
    });
    return new RedisQueue(address, redis, queue, events, callbacks);
  }

  async submit(job: Job): Promise<string> {
    this.assertOpen();
    const key = computeJobKey(job);
    const existing = this.entries.get(key);
    if (existing?.isCancelled === false) return key;
    if (existing !== undefined) reopenJobEntry(existing);
    const entry = existing ?? createJobEntry(job);
    this.entries.set(key, entry);
    await this.raceWithClose(this.add(key, job).then(() => this.settleIfEnded(key, entry)));
    return key;
  }

  async waitForOutcome(key: string): Promise<JobOutcome> {
    this.assertOpen();
    return getJobEntry(this.entries, key).outcome.promise;
  }

  async cancel(key: string): Promise<void> {
    this.assertOpen();
    const entry = getJobEntry(this.entries, key);
    await this.raceWithClose(this.settleIfEnded(key, entry));
    if (entry.hasEnded) return;
    cancelJobEntry(entry);
    await this.raceWithClose(this.removeOrMarkCancelled(key));
  }

  close(): Promise<void> {
    return (this.closed ??= this.end());
  }

  private async end(): Promise<void> {
    this.rejectPending(new QueueClosedError());
    await closeConnection(this.redis, this.events, this.events.close());
    await this.queue.close(); // has no connection of its own
    this.redis.disconnect();
  }

  /** Rejects all pending calls. */
  private rejectPending(reason: Error): void {
    clearInterval(this.pollTimer);
    this.closing.reject(reason);
    for (const entry of this.entries.values()) {
      if (!entry.hasEnded) entry.outcome.reject(reason);
    }
  }

  private async add(key: string, job: Job): Promise<void> {
    await this.queue.add(job.kind, createStoredJob(job), {
      jobId: key,
      attempts: MAX_ATTEMPTS,
      removeOnComplete: { age: KEEP_RESULTS_S },
      removeOnFail: { age: KEEP_RESULTS_S },
      stackTraceLimit: 1,
    });
  }

  private async removeOrMarkCancelled(key: string): Promise<void> {
    const stored = await this.queue.getJob(key);
    if (stored === undefined) return;
    // The mark comes first, so that a worker that takes the job before the removal sees it.
    await stored.updateData({ ...stored.data, isCancelled: true });
    await stored.remove().catch(() => undefined); // rejected if a worker has the lock
  }

  /** Calls `settleIfEnded` in an event handler. */
  private checkJob(key: string): void {
    const entry = this.entries.get(key);
    if (entry === undefined || entry.hasEnded || this.closed) return;
    this.settleIfEnded(key, entry).catch((error: Error) => this.handleError(error));
  }

  /**
   * Settles a job that has ended, and submits it again if Redis has lost it. BullMQ's `add` ignores a job that exists: one of an earlier
   * search, or one that was cancelled. It gets the data of this submission.
   */
  private async settleIfEnded(key: string, entry: JobEntry): Promise<void> {
    if (entry.hasEnded) return;
    const state = await this.queue.getJobState(key);
    const stored = await this.queue.getJob(key);
    if (entry.hasEnded || entry.isCancelled) return;
    if (stored === undefined) {
      if (!this.isLossLogged) {
        this.isLossLogged = true;
        this.callbacks.onNotice(`${this.address.redactedUrl} lost its jobs: submitted again`);
      }
      await this.add(key, entry.job);
    } else if (state === 'completed') {
      settleJobEntry(entry, { kind: 'done', result: stored.returnvalue as Json });
    } else if (state === 'failed' && stored.failedReason !== CANCELLED_REASON) {
      settleJobEntry(entry, { kind: 'failed', reason: describeFailure(stored.failedReason) });
    } else if (state === 'failed') {
      await stored.remove();
      await this.add(key, entry.job);
    } else {
      const submitted = createStoredJob(entry.job);
      // As JSON, which leaves out what is undefined.
      if (JSON.stringify(stored.data) !== JSON.stringify(submitted)) await stored.updateData(submitted);
    }
  }

  private assertOpen(): void {
    if (this.closed) throw new QueueClosedError();
  }

  /** Waits for Redis until the queue is closed, since a call without a connection never ends. */
  private raceWithClose<T>(work: Promise<T>): Promise<T> {
    const translated = work.catch((error: Error) => {
      throw toCommandError(error, this.address);
    });
    translated.catch(() => undefined); // may fail once the queue is closed
    return Promise.race([this.closing.promise, translated]);
  }

  private handleError(error: Error): void {
    const accessError = toAccessDeniedError(error, this.address);
    if (accessError !== undefined) {
      this.rejectPending(accessError);
      return;
    }
    const text = this.address.redact(error.message);
    if (this.closed || isConnectionError(error) || isRefusal(error) || this.loggedErrors.has(text)) return;
    this.loggedErrors.add(text);
    this.callbacks.onNotice(`${this.address.redactedUrl}: ${text}`);
  }
}

function createStoredJob(job: Job): StoredJob {
  return { job, isCancelled: false } as StoredJob;
}

function describeFailure(reason: string): string {
  return reason === STALLED_REASON
    ? `the job stalled on ${MAX_ATTEMPTS} workers (killed, out of memory, or disconnected)`
    : reason;
}
