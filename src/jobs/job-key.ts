import { createHash } from 'node:crypto';
import type { Job } from './job-queue';

/**
 * The key that equal jobs share, 32 hexadecimal digits: it names folders and keys in Redis, which an architecture's text
 * is too long for.
 */
export function computeJobKey({ kind, run, architecture, seed }: Job): string {
  const identity = JSON.stringify([kind, run, architecture, seed]);
  return createHash('sha256').update(identity).digest('hex').slice(0, 32);
}

/** A job in a sentence. */
export function describeJob({ kind, architecture, seed }: Job): string {
  return `${kind} of ${architecture} (seed ${seed})`;
}
