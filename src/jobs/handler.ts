import type { RunHooks } from '../run/hooks';
import type { Job, Json } from './job-queue';

/** Context of a job's attempt. */
export interface JobContext {
  /**
   * Progress and stop requests, to be checked between steps. On a stop request the handler writes a checkpoint into `folder` and
   * throws StoppedError.
   */
  readonly hooks: RunHooks;
  /**
   * The job's own folder, which exists until the job ends. It has the files of earlier attempts if they ran on this machine or the
   * folder is shared between machines. It is empty at the start of the last attempt, in case its files cause the failures.
   *
   * Two machines may write to a shared folder at the same time if a running job was considered stalled. Files must be written
   * atomically and with hashes, as `Checkpoints` does.
   */
  readonly folder: string;
  /** Number of the attempt, from 1. */
  readonly attempt: number;
}

/**
 * Handler of one kind of job. It runs in a worker thread and may block it. The result depends only on the job: not on the attempt,
 * the machine, or the checkpoint of an earlier attempt.
 */
export type JobHandler = (job: Job, context: JobContext) => Json | Promise<Json>;

/** Handlers of a thread, by kind of job. */
export type JobHandlers = Readonly<Record<string, JobHandler>>;
