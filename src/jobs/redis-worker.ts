import { type Job as StoredJobHandle, UnrecoverableError, WaitingError, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { EnvironmentError } from '../errors';
import { CurrentJob } from './current-job';
import { createDeferred } from './deferred';
import { openJobFolder, removeJobFolder } from './job-folder';
import { describeJob } from './job-key';
import { type Json, MAX_ATTEMPTS } from './job-queue';
import { JobThreadPool } from './job-thread';
import type { RedisAddress } from './redis-address';
import {
  CLOSE_TIMEOUT_MS,
  closeConnection,
  connectRedis,
  isConnectionError,
  toAccessDeniedError,
} from './redis-connection';
import { type StoredJob, storedJobSchema } from './redis-job';
import { CANCELLED_REASON, KEY_PREFIX, QUEUE_NAME } from './redis-names';
import { watchStalledJobs } from './stalled-jobs';
import { formatErrorLine } from './thread-entry';
import type { AttemptOutcome } from './thread-messages';
import { withTimeout } from './with-timeout';

export interface RedisWorkerOptions {
  readonly address: RedisAddress;
  /** Compiled JavaScript that calls `serveJobs`. */
  readonly thread: string;
  /** Jobs at a time, each in a thread of its own. */
  readonly concurrency: number;
  /** Where each job gets a folder; shared between workers, it lets one go on where another was killed. */
  readonly folder: string;
  /**
   * How long a job is this worker's without a word from it, in milliseconds. After that, and at most three times as long, a
   * killed worker's job goes to another. The lock is renewed on this thread, while the work blocks its own.
   */
  readonly lockMs?: number;
  /** Aborted when the worker is to stop: work writes a checkpoint, and jobs go back into the queue. */
  readonly signal: AbortSignal;
  log(text: string): void;
}

const LOCK_MS = 30_000;

/** Why a job was let go without a word to BullMQ. */
const RELEASED = {
  lost: 'let go, since another worker has it or it was removed',
  missing: 'let go, since Redis has lost it and nobody has handed it in again',
  unreachable:
    'stopped; without a connection to Redis it cannot be given back, and is free when its lock runs out',
} as const;

/**
 * Does jobs from the queue until it is told to stop.
 *
 * @throws EnvironmentError where there is no connection after a minute, the password is refused, at first or later, or something
 *   lacks here that a job needs; the job is given back
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
  /** Why it cannot go on, once that is known. */
  readonly fatalError = createDeferred<EnvironmentError>();
  private isStopping = false;

  constructor(
    private readonly redis: Redis,
    private readonly options: RedisWorkerOptions,
  ) {
    this.lockMs = options.lockMs ?? LOCK_MS;
    this.threads = new JobThreadPool(options.thread);
    this.worker = new Worker<StoredJob, Json>(QUEUE_NAME, (job, token) => this.processJob(job, token), {
      connection: redis,
      prefix: KEY_PREFIX,
      concurrency: options.concurrency,
      lockDuration: this.lockMs,
      skipStalledCheck: true, // see dead-workers.ts
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

  /** Gives all jobs back, after a checkpoint each. */
  async stop(): Promise<void> {
    this.isStopping = true;
    this.stopWatching();
    for (const job of this.currentJobs.values()) job.requestStop('given back');
    await this.worker.pause(true);
    await Promise.all([...this.currentJobs.values()].map((job) => job.ended));
    // Forced where there is no connection, since the goodbye would wait for one.
    await closeConnection(this.redis, this.worker, this.worker.close(this.redis.status !== 'ready'));
    await this.threads.close();
  }

  /** A try at a job. What it throws tells BullMQ where the job goes. */
  private async processJob(stored: StoredJobHandle<StoredJob, Json>, token = ''): Promise<Json> {
    const current = new CurrentJob(this.redis, this.worker.toKey, stored, token, this.lockMs);
    if (this.isStopping) current.requestStop('given back');
    this.currentJobs.set(current.key, current);
    try {
      return await this.finishAttempt(current, await this.runAttempt(current));
    } finally {
      this.currentJobs.delete(current.key);
      current.markEnded();
    }
  }

  /** Never rejects. */
  private async runAttempt(current: CurrentJob): Promise<AttemptOutcome> {
    const { key, attempt, stopFlag: stop } = current;
    try {
      const { job, isCancelled } = storedJobSchema.parse(current.data);
      if (isCancelled) current.requestStop('cancelled');
      if (current.stopReason !== undefined) return { kind: 'stopped' };
      this.options.log(`${describeJob(job)}: begun, try ${attempt} of ${MAX_ATTEMPTS}`);
      const folder = openJobFolder(this.options.folder, key, attempt);
      return await this.threads.run({
        job,
        attempt,
        folder,
        stop,
        onProgress: (event) => current.reportProgress(event),
      });
    } catch (error) {
      return { kind: 'failed', reason: formatErrorLine(error) };
    }
  }

  private async finishAttempt(current: CurrentJob, outcome: AttemptOutcome): Promise<Json> {
    const { key, name, attempt } = current;
    const log = (text: string): void => this.options.log(`${name}: ${text}`);
    const lockState = current.stopReason === 'lost' ? 'lost' : await current.confirmLock(outcome);
    if (lockState !== 'held') {
      log(RELEASED[lockState]);
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
      case 'unfit':
        // Others may be fit; this one would spoil job after job.
        this.isStopping = true;
        this.fatalError.resolve(new EnvironmentError(`this worker cannot do its job: ${outcome.reason}`));
        log(await releaseJob(current));
        throw new WaitingError();
      case 'failed': {
        const reason = this.options.address.redact(outcome.reason);
        if (attempt >= MAX_ATTEMPTS) removeJobFolder(this.options.folder, key);
        log(`failed, try ${attempt} of ${MAX_ATTEMPTS}: ${reason}`);
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
    // A lock that could not be renewed is taken back, or its job is given up.
    if (isConnectionError(error) || text.startsWith('could not renew lock') || this.loggedErrors.has(text))
      return;
    this.loggedErrors.add(text);
    this.options.log(`${this.options.address.redactedUrl}: ${text}`);
  }
}

/** @returns what became of the job */
async function releaseJob(job: CurrentJob): Promise<string> {
  const isReleased = await withTimeout(CLOSE_TIMEOUT_MS, job.release()).catch(() => false);
  return isReleased ? 'given back' : RELEASED.unreachable;
}
