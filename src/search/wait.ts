import { setTimeout as pause } from 'node:timers/promises';
import type { UserError } from '../errors';

/** Interval in milliseconds between checks for a stop. */
const STOP_POLL_MS = 250;

/**
 * Waits for a promise, checking regularly for a stop.
 *
 * @param findStopReason called at each check; a result other than undefined ends the wait
 * @returns the reason to stop, or undefined if the promise is fulfilled
 * @throws the rejection of `ready`
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
