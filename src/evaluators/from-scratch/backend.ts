import fs from 'node:fs';
import path from 'node:path';
import { RedisQueue } from '../../jobs/redis-queue';
import { type Job, type JobQueue, type Outcome, type QueueObserver } from '../../jobs/job-queue';
import { LocalQueue } from '../../jobs/local-queue';
import type { RedisAddress } from '../../jobs/redis-address';

export interface PlaceOptions {
  /** Where workers take their jobs from; without it children are trained in this process. */
  readonly queue?: RedisAddress;
  /** Children at a time, where they are trained in this process. */
  readonly workers: number;
  /** Compiled JavaScript that calls `serveJobs`. */
  readonly thread?: string;
  say(text: string): void;
}

const THREAD = path.join(__dirname, 'thread.js');

/** Where the children of a run are trained: in this process, or by workers on a queue. */
export class ChildPlace {
  /** Shares of the children under way that are done, by key. */
  private readonly shares = new Map<string, number>();
  private queue?: JobQueue;
  private run = '';
  private folder = '';

  private constructor(private readonly options: PlaceOptions) {}

  /** @throws EnvironmentError where a queue is given and Redis cannot be reached, or refuses the password */
  static async open(options: PlaceOptions): Promise<ChildPlace> {
    const place = new ChildPlace(options);
    if (options.queue !== undefined) place.queue = await RedisQueue.open(options.queue, place.observer());
    return place;
  }

  /**
   * To be called before the first child.
   *
   * @param run sets its children apart from those of all other runs
   * @param folder for checkpoints of children that are trained here
   */
  begin(run: string, folder: string): void {
    const { thread = THREAD, workers } = this.options;
    this.run = run;
    this.folder = folder;
    this.queue ??= new LocalQueue({ thread, concurrency: workers, folder }, this.observer());
  }

  /** @returns what becomes of it, once it is handed in. @throws QueueClosed */
  async train(job: Omit<Job, 'run'>): Promise<{ readonly outcome: Promise<Outcome> }> {
    const { queue } = this;
    if (queue === undefined) throw new Error('the run has not begun');
    const key = await queue.submit({ ...job, run: this.run });
    const outcome = queue.outcome(key).finally(() => this.shares.delete(key));
    outcome.catch(() => undefined); // who waits for it learns of it
    return { outcome };
  }

  /** How far the children under way are, in a few words. */
  underWay(): string {
    if (this.shares.size === 0) return this.options.queue === undefined ? 'starting' : 'waiting for workers';
    const shares = [...this.shares.values()].map((share) => `${Math.floor(100 * share)} %`);
    return `${shares.slice(0, 4).join(', ')}${shares.length > 4 ? ` and ${shares.length - 4} more` : ''} under way`;
  }

  /** Children that are trained here are stopped after a checkpoint; workers elsewhere go on. */
  async close(): Promise<void> {
    await this.queue?.close();
    if (this.folder !== '') removeIfEmpty(this.folder);
  }

  private observer(): QueueObserver {
    return {
      progress: (key, event) => {
        if (event.kind === 'step') this.shares.set(key, event.done / event.total);
      },
      say: (text) => this.options.say(text),
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
