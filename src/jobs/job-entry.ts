import { createDeferred, type Deferred } from './deferred';
import type { Job, JobOutcome } from './job-queue';

/** A job that was submitted to a queue. */
export interface JobEntry {
  readonly job: Job;
  outcome: Deferred<JobOutcome>;
  hasEnded: boolean;
  isCancelled: boolean;
}

export function createJobEntry(job: Job): JobEntry {
  return { job, outcome: createDeferred(), hasEnded: false, isCancelled: false };
}

/** Makes an entry that has ended wait for an outcome again. */
export function reopenJobEntry(entry: JobEntry): void {
  Object.assign(entry, createJobEntry(entry.job));
}

export function settleJobEntry(entry: JobEntry, outcome: JobOutcome): void {
  entry.hasEnded = true;
  entry.outcome.resolve(outcome);
}

/** Ends an entry at the request of the queue's user. */
export function cancelJobEntry(entry: JobEntry): void {
  entry.isCancelled = true;
  settleJobEntry(entry, { kind: 'cancelled' });
}

/** @throws Error if no job with the key was submitted */
export function getJobEntry<Entry extends JobEntry>(entries: ReadonlyMap<string, Entry>, key: string): Entry {
  const entry = entries.get(key);
  if (entry === undefined) throw new Error(`no job with the key ${key} was submitted`);
  return entry;
}
