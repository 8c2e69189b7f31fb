import { setTimeout as pause } from 'node:timers/promises';
import type { QueueBase } from 'bullmq';
import { Redis } from 'ioredis';
import { EnvironmentError } from '../errors';
import type { RedisAddress } from './redis-address';
import { within } from './within';

/** How long the first connection may take: workers and Redis are often started together. */
const FIRST_CONNECTION_S = 60;

/** Between two tries to connect again, at most. */
const RECONNECT_MS = 1000;

/** What Redis answers to a wrong password, or none. Waiting does not help. */
const REFUSED = /^(WRONGPASS|NOAUTH|NOPERM|ERR invalid password)/;

/**
 * Connects to Redis. A connection that is lost later is waited for without end: commands wait until it is back. Both are
 * said once.
 *
 * @throws EnvironmentError where there is no connection after a minute, or the password is refused
 */
export async function connectRedis(
  { connection, shown, redact }: RedisAddress,
  say: (text: string) => void,
  withinSeconds = FIRST_CONNECTION_S,
): Promise<Redis> {
  const redis = new Redis({
    ...connection,
    maxRetriesPerRequest: null, // what BullMQ asks for
    retryStrategy: (times) => Math.min(100 * 2 ** times, RECONNECT_MS),
  });
  try {
    await firstConnection(redis, shown, redact, say, withinSeconds);
  } catch (error) {
    redis.disconnect();
    throw error;
  }
  watch(redis, shown, say);
  return redis;
}

/** True if an error tells of a lost connection, which `connectRedis` tells of. */
export function isConnectionError(error: Error): boolean {
  const code = 'code' in error ? String(error.code) : '';
  return (
    /^(ECONN|EPIPE|ETIMEDOUT|EHOST|ENET|ENOTFOUND|EAI_)/.test(code) ||
    /Connection is closed|ECONNREFUSED|Stream isn't writeable|^LOADING|connect ETIMEDOUT/.test(error.message)
  );
}

/** How long the end of a connection, or of a job, waits for Redis, in milliseconds. */
export const GOODBYE_MS = 5000;

/** Waits until a part of BullMQ is closed; where Redis is not to be reached, that would be for ever, and it is cut off. */
export async function endConnection(redis: Redis, part: QueueBase, closed: Promise<void>): Promise<void> {
  const isClosed = await within(redis.status === 'ready' ? GOODBYE_MS : 0, closed);
  if (!isClosed) await part.getBackend().close(true);
}

async function firstConnection(
  redis: Redis,
  shown: string,
  redact: (text: string) => string,
  say: (text: string) => void,
  withinSeconds: number,
): Promise<void> {
  const over = new AbortController();
  let reason = '';
  try {
    await new Promise<void>((resolve, reject) => {
      redis.once('ready', resolve);
      redis.on('error', (error: Error) => {
        const first = reason === '';
        reason = redact(error.message === '' ? String('code' in error ? error.code : error) : error.message);
        if (REFUSED.test(error.message)) {
          reject(
            new EnvironmentError(
              `${shown} refuses the user or password of the queue's address (${reason}): give redis://USER:PASSWORD@HOST`,
            ),
          );
        } else if (first) {
          say(`no connection to ${shown} yet (${reason}): trying for ${withinSeconds} s`);
        }
      });
      const giveUp = (): void =>
        reject(
          new EnvironmentError(
            `no connection to ${shown} within ${withinSeconds} s (${reason === '' ? 'no answer' : reason}): start Redis there, or correct the queue's address`,
          ),
        );
      pause(withinSeconds * 1000, undefined, { signal: over.signal }).then(giveUp, () => undefined);
    });
  } finally {
    over.abort();
    redis.removeAllListeners('error');
  }
}

/** Says that a connection was lost, and that it is back, once each. */
function watch(redis: Redis, shown: string, say: (text: string) => void): void {
  let isLost = false;
  // Without a listener ioredis writes each error to the console.
  redis.on('error', () => undefined);
  redis.on('close', () => {
    // 'end' comes with it where the connection was closed on purpose.
    setImmediate(() => {
      if (isLost || redis.status === 'end') return;
      isLost = true;
      say(`the connection to ${shown} is lost: waiting until it is back`);
    });
  });
  redis.on('ready', () => {
    if (isLost) say(`connected to ${shown} again`);
    isLost = false;
  });
}
