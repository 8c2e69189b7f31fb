import type { ProgressEvent } from '../run/hooks';
import type { Job, Json } from './job-queue';

/** Message to a job's thread. */
export type JobThreadRequest =
  | {
      readonly kind: 'job';
      readonly job: Job;
      readonly attempt: number;
      readonly folder: string;
      /** Stop flag; nonzero once the job must stop. */
      readonly stop: Int32Array<SharedArrayBuffer>;
    }
  /** Ends the idle thread. */
  | { readonly kind: 'end' };

/** Outcome of an attempt. The class of an error does not pass between threads. */
export type AttemptOutcome =
  | { readonly kind: 'done'; readonly result: Json }
  /** The job was stopped on request. */
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly reason: string }
  /** This machine lacks something: data, memory, a library. The job is not at fault. */
  | { readonly kind: 'unsupported'; readonly reason: string };

/** Message from a job's thread. */
export type JobThreadResponse = { readonly kind: 'progress'; readonly event: ProgressEvent } | AttemptOutcome;
