import { type Job as StoredJobHandle, UnrecoverableError, WaitingError, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { EnvironmentError } from '../errors';
import { CurrentJob } from './current-job';
import { watchForDeadWorkers } from './stalled-jobs';
import { deferred } from './deferred';
import { openJobFolder, removeJobFolder } from './job-folder';
import { type Json, TRIES } from './job-queue';
import { jobName } from './job-key';
import { JobThreads } from './job-thread';
import type { RedisAddress } from './redis-address';
import { connectRedis, endConnection, GOODBYE_MS, isConnectionError, refusalOf } from './redis-connection';
import { CANCELLED, PREFIX, QUEUE } from './redis-names';
import { reasonOf } from './thread-entry';
import { type StoredJob, storedJobSchema } from './redis-job';
import type { TryEnd } from './thread-messages';
import { within } from './with-timeout';

export interface WorkerOptions {
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
  readonly stop: AbortSignal;
  say(text: string): void;
}

const LOCK_MS = 30_000;

/** Why a job was let go without a word to BullMQ. */
const LET_GO = {
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
export async function serveQueue(options: WorkerOptions): Promise<void> {
  const { address, stop } = options;
  const say = (text: string): void => options.say(address.redact(text));
  const redis = await connectRedis(address, say);
  try {
    if (stop.aborted) return;
    const worker = new QueueWorker(redis, { ...options, say });
    say(`waiting for jobs from ${address.shown}`);
    const stopped = new Promise<undefined>((resolve) =>
      stop.addEventListener('abort', () => resolve(undefined), { once: true }),
    );
    const reason = await Promise.race([stopped, worker.unable.promise]);
    await worker.stop();
    if (reason !== undefined) throw reason;
  } finally {
    redis.disconnect();
  }
}

class QueueWorker {
  private readonly worker: Worker<StoredJob, Json>;
  private readonly threads: JobThreads;
  private readonly current = new Map<string, CurrentJob>();
  private readonly lockMs: number;
  private readonly endWatch: () => void;
  private readonly said = new Set<string>();
  /** Why it cannot go on, once that is known. */
  readonly unable = deferred<EnvironmentError>();
  private isStopping = false;

  constructor(
    private readonly redis: Redis,
    private readonly options: WorkerOptions,
  ) {
    this.lockMs = options.lockMs ?? LOCK_MS;
    this.threads = new JobThreads(options.thread);
    this.worker = new Worker<StoredJob, Json>(QUEUE, (job, token) => this.attempt(job, token), {
      connection: redis,
      prefix: PREFIX,
      concurrency: options.concurrency,
      lockDuration: this.lockMs,
      skipStalledCheck: true, // see dead-workers.ts
      stalledInterval: this.lockMs,
      maxStalledCount: TRIES - 1,
      runRetryDelay: 1000,
    });
    this.redis.on('error', (error: Error) => this.tell(error));
    this.worker.on('error', (error) => this.tell(error));
    this.endWatch = watchForDeadWorkers(redis, this.worker, this.lockMs, (error) => this.tell(error));
    this.worker.on('lockRenewalFailed', (ids: string[]) => this.eachCurrent(ids, (job) => job.hold()));
    this.worker.on('locksRenewed', ({ jobIds }) => this.eachCurrent(jobIds, (job) => job.heed()));
  }

  /** Gives all jobs back, after a checkpoint each. */
  async stop(): Promise<void> {
    this.isStopping = true;
    this.endWatch();
    for (const job of this.current.values()) job.askToStop('given back');
    await this.worker.pause(true);
    await Promise.all([...this.current.values()].map((job) => job.ended));
    // Forced where there is no connection, since the goodbye would wait for one.
    await endConnection(this.redis, this.worker, this.worker.close(this.redis.status !== 'ready'));
    await this.threads.end();
  }

  /** A try at a job. What it throws tells BullMQ where the job goes. */
  private async attempt(stored: StoredJobHandle<StoredJob, Json>, token = ''): Promise<Json> {
    const current = new CurrentJob(this.redis, this.worker.toKey, stored, token, this.lockMs);
    if (this.isStopping) current.askToStop('given back');
    this.current.set(current.key, current);
    try {
      return await this.finish(current, await this.run(current));
    } finally {
      this.current.delete(current.key);
      current.end();
    }
  }

  /** Never rejects. */
  private async run(current: CurrentJob): Promise<TryEnd> {
    const { key, attempt, stop } = current;
    try {
      const { job, isCancelled } = storedJobSchema.parse(current.data);
      if (isCancelled) current.askToStop('cancelled');
      if (current.stopping !== undefined) return { kind: 'stopped' };
      this.options.say(`${jobName(job)}: begun, try ${attempt} of ${TRIES}`);
      const folder = openJobFolder(this.options.folder, key, attempt);
      return await this.threads.run({
        job,
        attempt,
        folder,
        stop,
        progress: (event) => current.progress(event),
      });
    } catch (error) {
      return { kind: 'failed', reason: reasonOf(error) };
    }
  }

  private async finish(current: CurrentJob, end: TryEnd): Promise<Json> {
    const { key, name, attempt } = current;
    const tell = (what: string): void => this.options.say(`${name}: ${what}`);
    const claim = current.stopping === 'lost' ? 'lost' : await current.claimAtEnd(end);
    if (claim !== 'held') {
      tell(LET_GO[claim]);
      throw new WaitingError();
    }
    if (current.stopping === 'cancelled') {
      removeJobFolder(this.options.folder, key);
      tell('cancelled');
      throw new UnrecoverableError(CANCELLED);
    }
    switch (end.kind) {
      case 'done':
        removeJobFolder(this.options.folder, key);
        tell('done');
        return end.result;
      case 'stopped':
        tell(await giveBack(current));
        throw new WaitingError();
      case 'unfit':
        // Others may be fit; this one would spoil job after job.
        this.isStopping = true;
        this.unable.resolve(new EnvironmentError(`this worker cannot do its job: ${end.reason}`));
        tell(await giveBack(current));
        throw new WaitingError();
      case 'failed': {
        const reason = this.options.address.redact(end.reason);
        if (attempt >= TRIES) removeJobFolder(this.options.folder, key);
        tell(`failed, try ${attempt} of ${TRIES}: ${reason}`);
        throw new Error(reason);
      }
    }
  }

  private eachCurrent(keys: readonly string[], action: (job: CurrentJob) => Promise<void>): void {
    for (const key of keys) {
      const current = this.current.get(key);
      if (current) action(current).catch((error: Error) => this.tell(error));
    }
  }

  private tell(error: Error): void {
    const refusal = refusalOf(error, this.options.address);
    if (refusal !== undefined) {
      this.unable.resolve(refusal);
      return;
    }
    const text = error.message;
    // A lock that could not be renewed is taken back, or its job is given up.
    if (isConnectionError(error) || text.startsWith('could not renew lock') || this.said.has(text)) return;
    this.said.add(text);
    this.options.say(`${this.options.address.shown}: ${text}`);
  }
}

/** @returns what became of the job */
async function giveBack(job: CurrentJob): Promise<string> {
  const isBack = await within(GOODBYE_MS, job.giveBack()).catch(() => false);
  return isBack ? 'given back' : LET_GO.unreachable;
}
