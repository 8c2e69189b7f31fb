import { setTimeout as pause } from 'node:timers/promises';
import type { UserError } from '../errors';

/** Between two questions whether to stop, in milliseconds. */
const ASK_MS = 250;

/**
 * Waits, and asks meanwhile whether to stop.
 *
 * @param ask called several times a second; what it returns ends the waiting
 * @returns the reason to stop, or undefined where what was waited for is there
 * @throws what `over` is rejected with
 */
export async function waitOrStop(
  over: Promise<void>,
  ask: () => UserError | undefined,
): Promise<UserError | undefined> {
  const isOver = over.then(() => true);
  for (;;) {
    const timer = new AbortController();
    const timeUp = pause(ASK_MS, false, { signal: timer.signal }).catch(() => false);
    try {
      if (await Promise.race([isOver, timeUp])) return undefined;
    } finally {
      timer.abort();
    }
    const stop = ask();
    if (stop !== undefined) return stop;
  }
}
