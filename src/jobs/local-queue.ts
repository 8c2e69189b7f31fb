import { MachineError } from '../errors';
import {
  cancelJobEntry,
  createJobEntry,
  getJobEntry,
  type JobEntry,
  reopenJobEntry,
  settleJobEntry,
} from './job-entry';
import { openJobFolder, removeJobFolder } from './job-folder';
import { computeJobKey } from './job-key';
import {
  type Job,
  type JobOutcome,
  type JobQueue,
  MAX_ATTEMPTS,
  type QueueCallbacks,
  QueueClosedError,
} from './job-queue';
import { JobThreadPool } from './job-thread';
import { type AttemptOutcome, toErrorOutcome } from './thread-messages';

export interface LocalQueueOptions {
  /** Compiled JavaScript file that calls `serveJobs`. */
  readonly thread: string;
  /** Number of concurrent jobs, each in its own thread. */
  readonly concurrency: number;
  /** Parent of the jobs' folders, from whose files stopped jobs resume. */
  readonly folder: string;
}

interface Entry extends JobEntry {
  /** Failed attempts. */
  failures: number;
  /** True once a fault of the machine has ended the job without an outcome. */
  hasFault: boolean;
  /** Stop flag, set while the job runs. */
  stop?: Int32Array<SharedArrayBuffer>;
}

/** Job queue in this process. Jobs start in the order of their submission. */
export class LocalQueue implements JobQueue {
  private readonly entries = new Map<string, Entry>();
  private readonly waiting: string[] = [];
  private readonly running = new Set<Promise<void>>();
  private readonly threads: JobThreadPool;
  private closed?: Promise<void>;

  constructor(
    private readonly options: LocalQueueOptions,
    private readonly callbacks: QueueCallbacks,
  ) {
    this.threads = new JobThreadPool(options.thread);
  }

  submit(job: Job): Promise<string> {
    return this.runIfOpen(() => {
      const key = computeJobKey(job);
      const entry = this.entries.get(key);
      if (entry === undefined) {
        this.entries.set(key, { ...createJobEntry(job), failures: 0, hasFault: false });
        this.waiting.push(key);
      } else if (entry.isCancelled || entry.hasFault) {
        reopenJobEntry(entry);
        entry.failures = 0;
        entry.hasFault = false;
        // A job that is still stopping is queued again once it has stopped.
        if (entry.stop === undefined) this.waiting.push(key);
      }
      this.startWaiting();
      return key;
    });
  }

  waitForOutcome(key: string): Promise<JobOutcome> {
    return this.runIfOpen(() => getJobEntry(this.entries, key).outcome.promise);
  }

  cancel(key: string): Promise<void> {
    return this.runIfOpen(() => {
      const entry = getJobEntry(this.entries, key);
      if (entry.hasEnded) return;
      cancelJobEntry(entry);
      if (entry.stop !== undefined) {
        requestStop(entry.stop);
        return;
      }
      this.waiting.splice(this.waiting.indexOf(key), 1);
      removeJobFolder(this.options.folder, key);
    });
  }

  close(): Promise<void> {
    return (this.closed ??= this.end());
  }

  private async end(): Promise<void> {
    for (const entry of this.entries.values()) {
      if (entry.stop !== undefined) requestStop(entry.stop);
    }
    await Promise.all(this.running);
    await this.threads.close();
    for (const entry of this.entries.values()) {
      if (!entry.hasEnded) entry.outcome.reject(new QueueClosedError());
    }
  }

  /** Starts waiting jobs up to the concurrency limit. */
  private startWaiting(): void {
    while (!this.closed && this.running.size < this.options.concurrency) {
      const key = this.waiting.shift();
      if (key === undefined) return;
      const promise = this.processJob(key, getJobEntry(this.entries, key)).finally(() => {
        this.running.delete(promise);
        this.startWaiting();
      });
      this.running.add(promise);
    }
  }

  private async processJob(key: string, entry: Entry): Promise<void> {
    entry.stop = new Int32Array(new SharedArrayBuffer(4));
    const outcome = await this.runAttempt(key, entry, entry.stop);
    entry.stop = undefined;
    if (entry.isCancelled) {
      removeJobFolder(this.options.folder, key);
      return;
    }
    if (outcome.kind === 'unsupported') {
      // There is no other machine, and the job is not at fault: it keeps its folder, and has no outcome.
      entry.hasFault = true;
      entry.hasEnded = true;
      entry.outcome.reject(new MachineError(outcome.reason));
      return;
    }
    if (outcome.kind === 'failed') entry.failures++;
    if (outcome.kind === 'stopped' || (outcome.kind === 'failed' && entry.failures < MAX_ATTEMPTS)) {
      this.waiting.unshift(key);
      return;
    }
    removeJobFolder(this.options.folder, key);
    settleJobEntry(entry, outcome);
  }

  /** Runs an attempt. Never rejects. */
  private async runAttempt(
    key: string,
    entry: Entry,
    stop: Int32Array<SharedArrayBuffer>,
  ): Promise<AttemptOutcome> {
    const attempt = entry.failures + 1;
    try {
      const folder = openJobFolder(this.options.folder, key, attempt);
      return await this.threads.run({
        job: entry.job,
        attempt,
        folder,
        stop,
        onProgress: (event) => {
          if (!entry.isCancelled) this.callbacks.onProgress?.(key, event);
        },
      });
    } catch (error) {
      return toErrorOutcome(error);
    }
  }

  private async runIfOpen<T>(action: () => T): Promise<Awaited<T>> {
    if (this.closed) throw new QueueClosedError();
    return await action();
  }
}

function requestStop(stop: Int32Array<SharedArrayBuffer>): void {
  Atomics.store(stop, 0, 1);
}
