import fs from 'node:fs';
import path from 'node:path';
import { type Job, type JobOutcome, type JobQueue, type QueueCallbacks } from '../../jobs/job-queue';
import { LocalQueue } from '../../jobs/local-queue';
import type { RedisAddress } from '../../jobs/redis-address';
import { RedisQueue } from '../../jobs/redis-queue';

export interface ChildBackendOptions {
  /** Redis server whose workers train the children; without it they are trained in this process. */
  readonly queue?: RedisAddress;
  /** Children trained at a time in this process. */
  readonly concurrency: number;
  /** Compiled JavaScript that calls `serveJobs`. */
  readonly thread?: string;
  log(text: string): void;
}

const CHILD_THREAD = path.join(__dirname, 'thread.js');

/** The trainer of a run's children: this process, or workers on a queue. */
export class ChildBackend {
  /** Fraction done of each running child, by the key of its job. */
  private readonly progressByKey = new Map<string, number>();
  private queue?: JobQueue;
  private runId = '';
  private folder = '';

  private constructor(private readonly options: ChildBackendOptions) {}

  /** @throws EnvironmentError if a queue is given and Redis cannot be reached or refuses the password */
  static async open(options: ChildBackendOptions): Promise<ChildBackend> {
    const backend = new ChildBackend(options);
    if (options.queue !== undefined)
      backend.queue = await RedisQueue.open(options.queue, backend.createCallbacks());
    return backend;
  }

  /**
   * Starts accepting children.
   *
   * @param run separates the run's children from those of all other runs
   * @param folder for checkpoints of children that are trained in this process
   */
  start(run: string, folder: string): void {
    const { thread = CHILD_THREAD, concurrency } = this.options;
    this.runId = run;
    this.folder = folder;
    this.queue ??= new LocalQueue({ thread, concurrency, folder }, this.createCallbacks());
  }

  /** Submits a child's job. @throws QueueClosedError if the backend is closed */
  async submit(job: Omit<Job, 'run'>): Promise<{ readonly outcome: Promise<JobOutcome> }> {
    const { queue } = this;
    if (queue === undefined) throw new Error('the backend has not been started');
    const key = await queue.submit({ ...job, run: this.runId });
    const outcome = queue.waitForOutcome(key).finally(() => this.progressByKey.delete(key));
    outcome.catch(() => undefined); // the caller handles the rejection when it awaits the outcome
    return { outcome };
  }

  /** A few words on the progress of the running children. */
  progressText(): string {
    if (this.progressByKey.size === 0)
      return this.options.queue === undefined ? 'starting' : 'waiting for workers';
    const percentages = [...this.progressByKey.values()].map((share) => `${Math.floor(100 * share)} %`);
    const more = percentages.length > 4 ? ` and ${percentages.length - 4} more` : '';
    return `${percentages.slice(0, 4).join(', ')}${more} done`;
  }

  /** Stops children that are trained in this process after a checkpoint. Workers on a queue continue. */
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

/** Keeps the folder if it has checkpoints, which resumed children continue from. */
function removeIfEmpty(folder: string): void {
  try {
    fs.rmdirSync(folder);
  } catch {
    // It does not exist, or is not empty.
  }
}
