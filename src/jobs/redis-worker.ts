import { type Job as StoredJobHandle, UnrecoverableError, WaitingError, Worker } from 'bullmq';
import { EnvironmentError } from '../errors';
import { acceptJob } from './accepted-job';
import { CurrentJob } from './current-job';
import { createDeferred } from './deferred';
import { openJobFolder, removeJobFolder } from './job-folder';
import { describeJob } from './job-key';
import { type Job, type Json, MAX_ATTEMPTS } from './job-queue';
import { JobThreadPool } from './job-thread';
import type { RedisAddress } from './redis-address';
import {
  CLOSE_TIMEOUT_MS,
  closeConnection,
  connectRedis,
  isConnectionError,
  toAccessDeniedError,
} from './redis-connection';
import type { StoredJob } from './redis-job';
import { CANCELLED_REASON, KEY_PREFIX, QUEUE_NAME } from './redis-names';
import { watchStalledJobs } from './stalled-jobs';
import { type AttemptOutcome, toErrorOutcome } from './thread-messages';
import { isRefusal, type WaitingRedis } from './waiting-redis';
import { withTimeout } from './with-timeout';

export interface RedisWorkerOptions {
  readonly address: RedisAddress;
  /** Compiled JavaScript file that calls `serveJobs`. */
  readonly thread: string;
  /** Number of concurrent jobs, each in its own thread. */
  readonly concurrency: number;
  /** Parent of the jobs' folders. If workers share it, one can resume the job of another that was killed. */
  readonly folder: string;
  /**
   * Duration of a job's lock, in milliseconds. The job of a killed worker goes to another worker after one to three times this
   * duration. The lock is renewed on the main thread, which jobs do not block.
   */
  readonly lockMs?: number;
  /**
   * Returns why this worker must not run a job, as `<what is wrong>: <what to do>`; the job is then released, and the worker ends. By
   * default it runs every job of the right form.
   */
  readonly findProblem?: (job: Job) => string | undefined;
  /** Aborted to stop the worker: its jobs write a checkpoint and are released. */
  readonly signal: AbortSignal;
  log(text: string): void;
}

const LOCK_MS = 30_000;

/** Log messages of jobs that end without a reply to BullMQ. */
const UNREPORTED = {
  lost: 'dropped, because another worker has it or it was removed',
  missing: 'dropped, because Redis lost it and no search has submitted it again',
  unreachable: 'stopped; without a connection to Redis it is released when its lock expires',
} as const;

/**
 * Runs jobs from the queue until the signal is aborted.
 *
 * @throws EnvironmentError if there is no connection within a minute, access is denied at any time, or this worker must not run
 *   a job or lacks something that it needs, in which case the job is released
 */
export async function runRedisWorker(options: RedisWorkerOptions): Promise<void> {
  const { address, signal } = options;
  const log = (text: string): void => options.log(address.redact(text));
  const redis = await connectRedis(address, log);
  try {
    if (signal.aborted) return;
    const worker = new RedisWorker(redis, { ...options, log });
    log(`waiting for jobs from ${address.redactedUrl}`);
    const stopped = new Promise<undefined>((resolve) =>
      signal.addEventListener('abort', () => resolve(undefined), { once: true }),
    );
    const reason = await Promise.race([stopped, worker.fatalError.promise]);
    await worker.stop();
    if (reason !== undefined) throw reason;
  } finally {
    redis.disconnect();
  }
}

class RedisWorker {
  private readonly worker: Worker<StoredJob, Json>;
  private readonly threads: JobThreadPool;
  private readonly currentJobs = new Map<string, CurrentJob>();
  private readonly lockMs: number;
  private readonly stopWatching: () => void;
  private readonly loggedErrors = new Set<string>();
  /** Resolved with the error that ends the worker. */
  readonly fatalError = createDeferred<EnvironmentError>();
  private isStopping = false;

  constructor(
    private readonly redis: WaitingRedis,
    private readonly options: RedisWorkerOptions,
  ) {
    this.lockMs = options.lockMs ?? LOCK_MS;
    this.threads = new JobThreadPool(options.thread);
    this.worker = new Worker<StoredJob, Json>(QUEUE_NAME, (job, token) => this.processJob(job, token), {
      connection: redis,
      prefix: KEY_PREFIX,
      concurrency: options.concurrency,
      lockDuration: this.lockMs,
      skipStalledCheck: true, // see stalled-jobs.ts
      stalledInterval: this.lockMs,
      maxStalledCount: MAX_ATTEMPTS - 1,
      runRetryDelay: 1000,
    });
    this.redis.on('error', (error: Error) => this.handleError(error));
    this.worker.on('error', (error) => this.handleError(error));
    this.stopWatching = watchStalledJobs(redis, this.worker, this.lockMs, (error) => this.handleError(error));
    this.worker.on('lockRenewalFailed', (ids: string[]) =>
      this.forEachCurrentJob(ids, (job) => job.acquireOrExtendLock()),
    );
    this.worker.on('locksRenewed', ({ jobIds }) =>
      this.forEachCurrentJob(jobIds, (job) => job.checkCancelled()),
    );
  }

  /** Stops and releases all jobs. */
  async stop(): Promise<void> {
    this.isStopping = true;
    this.stopWatching();
    for (const job of this.currentJobs.values()) job.requestStop('released');
    await this.worker.pause(true);
    await Promise.all([...this.currentJobs.values()].map((job) => job.ended));
    // Forced without a connection, since a graceful close would wait for one.
    await closeConnection(this.redis, this.worker, this.worker.close(!this.redis.isUsable));
    await this.threads.close();
  }

  /** Runs an attempt. BullMQ moves the job according to the error thrown. */
  private async processJob(stored: StoredJobHandle<StoredJob, Json>, token = ''): Promise<Json> {
    const accepted = acceptJob(stored.id ?? '', stored.data);
    if ('refusal' in accepted) {
      const refusal = this.options.address.redact(accepted.refusal);
      this.options.log(refusal);
      throw new UnrecoverableError(refusal);
    }
    const current = new CurrentJob(this.redis, this.worker.toKey, stored, token, this.lockMs);
    if (this.isStopping) current.requestStop('released');
    this.currentJobs.set(current.key, current);
    try {
      return await this.finishAttempt(current, await this.runAttempt(current, accepted.stored));
    } finally {
      this.currentJobs.delete(current.key);
      current.markEnded();
    }
  }

  /** Runs an attempt in a thread. Never rejects. */
  private async runAttempt(current: CurrentJob, { job, isCancelled }: StoredJob): Promise<AttemptOutcome> {
    const { key, attempt, stopFlag: stop } = current;
    try {
      if (isCancelled) current.requestStop('cancelled');
      if (current.stopReason !== undefined) return { kind: 'stopped' };
      const problem = this.options.findProblem?.(job);
      if (problem !== undefined) return { kind: 'unsupported', reason: problem };
      this.options.log(`${describeJob(job)}: started, attempt ${attempt} of ${MAX_ATTEMPTS}`);
      const folder = openJobFolder(this.options.folder, key, attempt);
      return await this.threads.run({
        job,
        attempt,
        folder,
        stop,
        onProgress: (event) => current.reportProgress(event),
      });
    } catch (error) {
      return toErrorOutcome(error);
    }
  }

  private async finishAttempt(current: CurrentJob, outcome: AttemptOutcome): Promise<Json> {
    const { key, name, attempt } = current;
    const log = (text: string): void => this.options.log(`${name}: ${text}`);
    const lockState = current.stopReason === 'lost' ? 'lost' : await current.confirmLock(outcome);
    if (lockState !== 'held') {
      log(UNREPORTED[lockState]);
      throw new WaitingError();
    }
    if (current.stopReason === 'cancelled') {
      removeJobFolder(this.options.folder, key);
      log('cancelled');
      throw new UnrecoverableError(CANCELLED_REASON);
    }
    switch (outcome.kind) {
      case 'done':
        removeJobFolder(this.options.folder, key);
        log('done');
        return outcome.result;
      case 'stopped':
        log(await releaseJob(current));
        throw new WaitingError();
      case 'unsupported':
        // Other workers may support the job; this one would fail job after job.
        this.isStopping = true;
        this.fatalError.resolve(
          new EnvironmentError(`this worker cannot run its job: ${outcome.reason}, then start it again`),
        );
        log(await releaseJob(current));
        throw new WaitingError();
      case 'failed': {
        const reason = this.options.address.redact(outcome.reason);
        if (attempt >= MAX_ATTEMPTS) removeJobFolder(this.options.folder, key);
        log(`failed, attempt ${attempt} of ${MAX_ATTEMPTS}: ${reason}`);
        throw new Error(reason);
      }
    }
  }

  private forEachCurrentJob(keys: readonly string[], action: (job: CurrentJob) => Promise<void>): void {
    for (const key of keys) {
      const current = this.currentJobs.get(key);
      if (current) action(current).catch((error: Error) => this.handleError(error));
    }
  }

  private handleError(error: Error): void {
    const accessError = toAccessDeniedError(error, this.options.address);
    if (accessError !== undefined) {
      this.fatalError.resolve(accessError);
      return;
    }
    const text = error.message;
    // `acquireOrExtendLock` handles a lock that could not be renewed.
    if (isConnectionError(error) || isRefusal(error) || text.startsWith('could not renew lock')) return;
    if (this.loggedErrors.has(text)) return;
    this.loggedErrors.add(text);
    this.options.log(`${this.options.address.redactedUrl}: ${text}`);
  }
}

/** Releases a job. @returns the log message */
async function releaseJob(job: CurrentJob): Promise<string> {
  const isReleased = await withTimeout(CLOSE_TIMEOUT_MS, job.release()).catch(() => false);
  return isReleased ? 'released' : UNREPORTED.unreachable;
}
