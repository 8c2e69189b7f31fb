import { setTimeout as pause } from 'node:timers/promises';

/** Waits for a promise with a timeout. @returns true if it resolved before the timeout */
export async function withTimeout(milliseconds: number, promise: Promise<unknown>): Promise<boolean> {
  const controller = new AbortController();
  const timeout = pause(milliseconds, false, { signal: controller.signal }).catch(() => false);
  try {
    return await Promise.race([promise.then(() => true), timeout]);
  } finally {
    controller.abort();
  }
}
