import { UserError } from '../errors';
import { isMachineFault } from '../files/system-errors';
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
  /**
   * This worker must not run the job, or its machine lacks something (data, memory, a library) or fails (a full disk). The job is not
   * at fault.
   */
  | { readonly kind: 'unsupported'; readonly reason: string };

/** Message from a job's thread. */
export type JobThreadResponse = { readonly kind: 'progress'; readonly event: ProgressEvent } | AttemptOutcome;

/** Returns the outcome of an attempt that ended with an error. */
export function toErrorOutcome(error: unknown): AttemptOutcome {
  return { kind: isMachineFault(error) ? 'unsupported' : 'failed', reason: formatErrorLine(error) };
}

/** Formats an error as the reason of a failed attempt: on one line, for a cell of a CSV file. */
function formatErrorLine(error: unknown): string {
  const text =
    error instanceof UserError
      ? error.message
      : error instanceof Error
        ? String(error)
        : `thrown: ${String(error)}`;
  return text.replaceAll(/\s*\n\s*/g, ' ').trim();
}
