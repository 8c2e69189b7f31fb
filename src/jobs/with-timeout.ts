import { setTimeout as pause } from 'node:timers/promises';

/** Waits for `work`, but no longer than that. @returns true if it came to its end */
export async function within(milliseconds: number, work: Promise<unknown>): Promise<boolean> {
  const over = new AbortController();
  const limit = pause(milliseconds, false, { signal: over.signal }).catch(() => false);
  try {
    return await Promise.race([work.then(() => true), limit]);
  } finally {
    over.abort();
  }
}
