import type { RunHooks } from '../run/hooks';
import type { Job, Json } from './job-queue';

/** What the work of a job is given beside the job. */
export interface JobContext {
  /**
   * Progress, and the question whether to stop, to be asked between steps. Work that is to stop writes a checkpoint into
   * `folder` and throws StoppedError.
   */
  readonly hooks: RunHooks;
  /**
   * The job's own folder, there and kept until the job has ended. What an earlier try wrote is in it if it ran on this
   * machine or the folder is shared between machines. It is empty at the last try, in case that is where the fault lies.
   *
   * Two machines may write to a shared one at a time, when one of them was taken for dead: files belong beside and
   * renamed, with sums (`Checkpoints`).
   */
  readonly folder: string;
  /** 1 for the first try. */
  readonly attempt: number;
}

/**
 * The work of one kind of job. It runs in a worker thread and may block it. The result depends on the job alone: not on
 * the try, the machine, or where an earlier try stopped.
 */
export type JobHandler = (job: Job, context: JobContext) => Json | Promise<Json>;

/** The works that a thread can do, by kind of job. */
export type JobHandlers = Readonly<Record<string, JobHandler>>;
