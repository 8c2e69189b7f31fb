import { createHash } from 'node:crypto';
import type { Job } from './job-queue';

/**
 * Computes the key of a job, 32 hexadecimal digits. Equal jobs have the same key. It names folders and Redis keys, for which an
 * architecture's text is too long.
 */
export function computeJobKey({ kind, run, architecture, seed }: Job): string {
  const identity = JSON.stringify([kind, run, architecture, seed]);
  return createHash('sha256').update(identity).digest('hex').slice(0, 32);
}

/** Describes a job in a few words. */
export function describeJob({ kind, architecture, seed }: Job): string {
  return `${kind} of ${architecture} (seed ${seed})`;
}
