import type { ProgressEvent } from '../run/hooks';

/** A JSON value. Jobs and results pass between threads, processes and machines. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/**
 * A job, whose result depends only on these fields. Two jobs with the same kind, run, architecture and seed are the same job.
 */
export interface Job {
  /** Kind of job, such as `train-child`, which selects the handler. */
  readonly kind: string;
  /** Id of the run, which separates its jobs from those of other runs in the same queue. */
  readonly run: string;
  /** Architecture in its text form. */
  readonly architecture: string;
  readonly seed: number;
  /** Further data for the handler, such as settings. */
  readonly data: Json;
}

/** Attempts before a job fails. A released job has used none. */
export const MAX_ATTEMPTS = 3;

/** Outcome of a job. */
export type JobOutcome =
  | { readonly kind: 'done'; readonly result: Json }
  /** All attempts failed; the reason is the last error, on one line. */
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'cancelled' };

/**
 * A queue of jobs, which run in this process or on workers on other machines. All implementations pass one conformance suite
 * (`test/conformance/job-queue.ts`).
 *
 * A failure may not occur in another attempt or on another machine. A property of the architecture, such as divergence, is a result.
 */
export interface JobQueue {
  /**
   * Submits a job. A job that was submitted before does not run again, whatever its outcome, unless it was cancelled.
   *
   * @returns the job's key for the other methods
   */
  submit(job: Job): Promise<string>;
  /**
   * Waits for the outcome of a job that was submitted to this object.
   *
   * @throws QueueClosedError if the queue is closed first; MachineError if this machine cannot run the job and there is no other
   */
  waitForOutcome(key: string): Promise<JobOutcome>;
  /**
   * Cancels a job that has not ended. Its outcome is `cancelled` at once, although a running job may finish its current step. A job
   * that has ended keeps its outcome.
   */
  cancel(key: string): Promise<void>;
  /**
   * Closes the queue. Jobs in this process write a checkpoint and stop. Jobs on other workers continue; their results are returned
   * to a queue that submits the same jobs later.
   */
  close(): Promise<void>;
}

/** Callbacks of a queue. */
export interface QueueCallbacks {
  /** Called with a job's progress, at a limited rate. */
  onProgress?(key: string, event: ProgressEvent): void;
  /** Called with a message for the user, such as a lost connection. */
  onNotice(text: string): void;
}

/** Error for a call to a queue that is closed or gets closed during the call. It is not shown to the user. */
export class QueueClosedError extends Error {
  constructor() {
    super('the job queue is closed');
  }
}
