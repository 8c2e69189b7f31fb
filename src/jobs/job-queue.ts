import type { ProgressEvent } from '../run/hooks';

/** What JSON can hold: jobs and results pass between threads, processes and machines. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/**
 * A piece of work whose result depends on what stands here alone. Two jobs of one kind with the same run, architecture
 * and seed are the same job.
 */
export interface Job {
  /** Which work, such as `train-child`; the thread that does it knows the kinds. */
  readonly kind: string;
  /** What sets this run's jobs apart from those of all other runs in the same queue. */
  readonly run: string;
  /** The architecture's text form. */
  readonly architecture: string;
  readonly seed: number;
  /** Everything else that the work needs, settings for one. */
  readonly data: Json;
}

/** Tries that a job has before it counts as failed. Work that was given back in order has used none. */
export const MAX_ATTEMPTS = 3;

/** What became of a job. */
export type JobOutcome =
  | { readonly kind: 'done'; readonly result: Json }
  /** Each of the tries failed; the reason is the last one's error, on one line. */
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'cancelled' };

/**
 * Where jobs are done: in this process, or by workers on other machines. Both keep one conformance suite
 * (`test/conformance/job-queue.ts`).
 *
 * A failure is for what may go better elsewhere or another time. What a job finds out about its architecture, that it
 * diverges for one, is a result.
 */
export interface JobQueue {
  /**
   * Hands in a job. Where the same one was handed in before, it is not done again, whatever became of it; only one that
   * was cancelled begins anew.
   *
   * @returns the key by which the other functions know it
   */
  submit(job: Job): Promise<string>;
  /**
   * Waits for the end of a job that was submitted through this object; may be asked any number of times.
   *
   * @throws QueueClosed if the queue is closed before
   */
  waitForOutcome(key: string): Promise<JobOutcome>;
  /**
   * Gives up a job that has not ended: its outcome is `cancelled` at once, though work under way may take a step more to
   * stop. One that has ended keeps its outcome.
   */
  cancel(key: string): Promise<void>;
  /**
   * Stops waiting. Work in this process is asked to write a checkpoint and waited for; workers elsewhere go on, and the
   * results are there for who submits the same jobs later.
   */
  close(): Promise<void>;
}

/** What a queue tells while it works. */
export interface QueueCallbacks {
  /** What a job tells about its progress, thinned out where it tells too much. */
  onProgress?(key: string, event: ProgressEvent): void;
  /** A sentence for the user, such as a connection lost. */
  onNotice(text: string): void;
}

/** The queue was closed while somebody waited for an outcome, or before it was asked. Not an error for the user. */
export class QueueClosedError extends Error {
  constructor() {
    super('the job queue is closed');
  }
}
