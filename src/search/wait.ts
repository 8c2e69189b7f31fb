import { setTimeout as pause } from 'node:timers/promises';
import type { UserError } from '../errors';

/** Between two questions whether to stop, in milliseconds. */
const STOP_POLL_MS = 250;

/**
 * Waits, and asks meanwhile whether to stop.
 *
 * @param findStopReason called several times a second; what it returns ends the waiting
 * @returns the reason to stop, or undefined where what was waited for is there
 * @throws what `over` is rejected with
 */
export async function waitOrStop(
  ready: Promise<void>,
  findStopReason: () => UserError | undefined,
): Promise<UserError | undefined> {
  const isReady = ready.then(() => true);
  for (;;) {
    const timer = new AbortController();
    const timeout = pause(STOP_POLL_MS, false, { signal: timer.signal }).catch(() => false);
    try {
      if (await Promise.race([isReady, timeout])) return undefined;
    } finally {
      timer.abort();
    }
    const stop = findStopReason();
    if (stop !== undefined) return stop;
  }
}
