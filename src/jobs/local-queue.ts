import { deferred, type Deferred } from './deferred';
import { openJobFolder, removeJobFolder } from './job-folder';
import { jobKey } from './job-key';
import { type Job, type JobQueue, type Outcome, QueueClosed, type QueueObserver, TRIES } from './job-queue';
import { JobThreads } from './job-thread';
import { reasonOf } from './thread-entry';
import type { TryEnd } from './thread-messages';

export interface LocalOptions {
  /** Compiled JavaScript that calls `serveJobs`. */
  readonly thread: string;
  /** Jobs at a time, each in a thread of its own. */
  readonly concurrency: number;
  /** Where each job gets a folder; jobs that were stopped go on from what they left there. */
  readonly folder: string;
}

interface Entry {
  readonly job: Job;
  outcome: Deferred<Outcome>;
  hasEnded: boolean;
  isCancelled: boolean;
  /** Tries that failed. */
  failures: number;
  /** Set while it is being done. */
  stop?: Int32Array<SharedArrayBuffer>;
}

/** Does jobs in this process, in the order of their submission, without anything to install. */
export class LocalQueue implements JobQueue {
  private readonly entries = new Map<string, Entry>();
  private readonly waiting: string[] = [];
  private readonly underWay = new Set<Promise<void>>();
  private readonly threads: JobThreads;
  private closed?: Promise<void>;

  constructor(
    private readonly options: LocalOptions,
    private readonly observer: QueueObserver,
  ) {
    this.threads = new JobThreads(options.thread);
  }

  submit(job: Job): Promise<string> {
    return this.whileOpen(() => {
      const key = jobKey(job);
      const entry = this.entries.get(key);
      if (entry === undefined) {
        this.entries.set(key, newEntry(job));
        this.waiting.push(key);
      } else if (entry.isCancelled) {
        Object.assign(entry, newEntry(job), { stop: entry.stop });
        // One that is still stopping comes back to the line when it has.
        if (entry.stop === undefined) this.waiting.push(key);
      }
      this.fill();
      return key;
    });
  }

  outcome(key: string): Promise<Outcome> {
    return this.whileOpen(() => this.entry(key).outcome.promise);
  }

  cancel(key: string): Promise<void> {
    return this.whileOpen(() => {
      const entry = this.entry(key);
      if (entry.hasEnded) return;
      entry.isCancelled = true;
      settle(entry, { kind: 'cancelled' });
      if (entry.stop !== undefined) {
        askToStop(entry.stop);
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
      if (entry.stop !== undefined) askToStop(entry.stop);
    }
    await Promise.all(this.underWay);
    await this.threads.end();
    for (const entry of this.entries.values()) {
      if (!entry.hasEnded) entry.outcome.reject(new QueueClosed());
    }
  }

  /** Starts as many jobs as may be under way. */
  private fill(): void {
    while (!this.closed && this.underWay.size < this.options.concurrency) {
      const key = this.waiting.shift();
      if (key === undefined) return;
      const doing = this.attempt(key, this.entry(key)).finally(() => {
        this.underWay.delete(doing);
        this.fill();
      });
      this.underWay.add(doing);
    }
  }

  private async attempt(key: string, entry: Entry): Promise<void> {
    entry.stop = new Int32Array(new SharedArrayBuffer(4));
    const end = asFailure(await this.run(key, entry, entry.stop));
    entry.stop = undefined;
    if (entry.isCancelled) {
      removeJobFolder(this.options.folder, key);
      return;
    }
    if (end.kind === 'failed') entry.failures++;
    if (end.kind === 'stopped' || (end.kind === 'failed' && entry.failures < TRIES)) {
      this.waiting.unshift(key);
      return;
    }
    removeJobFolder(this.options.folder, key);
    settle(entry, end);
  }

  /** A try; never rejects. */
  private async run(key: string, entry: Entry, stop: Int32Array<SharedArrayBuffer>): Promise<TryEnd> {
    const attempt = entry.failures + 1;
    try {
      const folder = openJobFolder(this.options.folder, key, attempt);
      return await this.threads.run({
        job: entry.job,
        attempt,
        folder,
        stop,
        progress: (event) => {
          if (!entry.isCancelled) this.observer.progress?.(key, event);
        },
      });
    } catch (error) {
      return { kind: 'failed', reason: reasonOf(error) };
    }
  }

  private entry(key: string): Entry {
    const entry = this.entries.get(key);
    if (entry === undefined) throw new Error(`no job with the key ${key} was submitted`);
    return entry;
  }

  private async whileOpen<T>(action: () => T): Promise<Awaited<T>> {
    if (this.closed) throw new QueueClosed();
    return await action();
  }
}

function newEntry(job: Job): Entry {
  return { job, outcome: deferred(), hasEnded: false, isCancelled: false, failures: 0 };
}

/** There is no other machine that might be fit. */
function asFailure(end: TryEnd): Exclude<TryEnd, { kind: 'unfit' }> {
  return end.kind === 'unfit' ? { kind: 'failed', reason: end.reason } : end;
}

function settle(entry: Entry, outcome: Outcome): void {
  entry.hasEnded = true;
  entry.outcome.resolve(outcome);
}

function askToStop(stop: Int32Array<SharedArrayBuffer>): void {
  Atomics.store(stop, 0, 1);
}
