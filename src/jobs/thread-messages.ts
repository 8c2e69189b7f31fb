import type { ProgressEvent } from '../run/hooks';
import type { Job, Json } from './job-queue';

/** What a job's thread is told. */
export type JobThreadRequest =
  | {
      readonly kind: 'job';
      readonly job: Job;
      readonly attempt: number;
      readonly folder: string;
      /** One number; other than 0 once the work is to stop. */
      readonly stop: Int32Array<SharedArrayBuffer>;
    }
  /** End when there is nothing more to do. */
  | { readonly kind: 'end' };

/** How a try ended. An error's class does not pass between threads. */
export type AttemptOutcome =
  | { readonly kind: 'done'; readonly result: Json }
  /** It was asked to. */
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly reason: string }
  /** Something lacks on this machine: data, memory, a library. The job is not at fault. */
  | { readonly kind: 'unfit'; readonly reason: string };

/** What a job's thread tells. */
export type JobThreadResponse = { readonly kind: 'progress'; readonly event: ProgressEvent } | AttemptOutcome;
