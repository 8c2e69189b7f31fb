import fs from 'node:fs';
import path from 'node:path';
import { type Job, type JobOutcome, type JobQueue, type QueueCallbacks } from '../../jobs/job-queue';
import { LocalQueue } from '../../jobs/local-queue';
import type { RedisAddress } from '../../jobs/redis-address';
import { RedisQueue } from '../../jobs/redis-queue';

export interface ChildBackendOptions {
  /** Where workers take their jobs from; without it children are trained in this process. */
  readonly queue?: RedisAddress;
  /** Children at a time, where they are trained in this process. */
  readonly concurrency: number;
  /** Compiled JavaScript that calls `serveJobs`. */
  readonly thread?: string;
  log(text: string): void;
}

const CHILD_THREAD = path.join(__dirname, 'thread.js');

/** Where the children of a run are trained: in this process, or by workers on a queue. */
export class ChildBackend {
  /** Shares of the children under way that are done, by key. */
  private readonly progressByKey = new Map<string, number>();
  private queue?: JobQueue;
  private runId = '';
  private folder = '';

  private constructor(private readonly options: ChildBackendOptions) {}

  /** @throws EnvironmentError where a queue is given and Redis cannot be reached, or refuses the password */
  static async open(options: ChildBackendOptions): Promise<ChildBackend> {
    const backend = new ChildBackend(options);
    if (options.queue !== undefined)
      backend.queue = await RedisQueue.open(options.queue, backend.createCallbacks());
    return backend;
  }

  /**
   * To be called before the first child.
   *
   * @param run sets its children apart from those of all other runs
   * @param folder for checkpoints of children that are trained here
   */
  start(run: string, folder: string): void {
    const { thread = CHILD_THREAD, concurrency } = this.options;
    this.runId = run;
    this.folder = folder;
    this.queue ??= new LocalQueue({ thread, concurrency, folder }, this.createCallbacks());
  }

  /** @returns what becomes of it, once it is handed in. @throws QueueClosed */
  async submit(job: Omit<Job, 'run'>): Promise<{ readonly outcome: Promise<JobOutcome> }> {
    const { queue } = this;
    if (queue === undefined) throw new Error('the run has not begun');
    const key = await queue.submit({ ...job, run: this.runId });
    const outcome = queue.waitForOutcome(key).finally(() => this.progressByKey.delete(key));
    outcome.catch(() => undefined); // who waits for it learns of it
    return { outcome };
  }

  /** How far the children under way are, in a few words. */
  progressText(): string {
    if (this.progressByKey.size === 0)
      return this.options.queue === undefined ? 'starting' : 'waiting for workers';
    const percentages = [...this.progressByKey.values()].map((share) => `${Math.floor(100 * share)} %`);
    return `${percentages.slice(0, 4).join(', ')}${percentages.length > 4 ? ` and ${percentages.length - 4} more` : ''} under way`;
  }

  /** Children that are trained here are stopped after a checkpoint; workers elsewhere go on. */
  async close(): Promise<void> {
    await this.queue?.close();
    if (this.folder !== '') removeIfEmpty(this.folder);
  }

  private createCallbacks(): QueueCallbacks {
    return {
      onProgress: (key, event) => {
        if (event.kind === 'step') this.progressByKey.set(key, event.done / event.total);
      },
      onNotice: (text) => this.options.log(text),
    };
  }
}

/** What is left in it belongs to children that go on when the run is resumed. */
function removeIfEmpty(folder: string): void {
  try {
    fs.rmdirSync(folder);
  } catch {
    // It was never made, or is not empty.
  }
}
