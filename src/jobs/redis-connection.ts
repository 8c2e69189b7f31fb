import { setTimeout as pause } from 'node:timers/promises';
import type { QueueBase } from 'bullmq';
import { Redis } from 'ioredis';
import { EnvironmentError } from '../errors';
import type { RedisAddress } from './redis-address';
import { within } from './with-timeout';

/** How long the first connection may take: workers and Redis are often started together. */
const FIRST_CONNECTION_S = 60;

/** Between two tries to connect again, at most. */
const RECONNECT_MS = 1000;

/** What Redis answers to a wrong password, to none, and to who may not do what is asked. Waiting does not help. */
const REFUSED =
  /^(Ready check failed: )?(WRONGPASS|NOAUTH|NOPERM|ERR invalid password|ERR The user executing the script can't)/;

/**
 * Connects to Redis. A connection that is lost later is waited for without end: commands wait until it is back. Both are
 * said once. Where it is refused later, commands fail, with errors that `refusalOf` knows.
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

/** What to end with where an error tells that Redis, which let this process in before, does so no more. */
export function refusalOf(error: Error, { shown, redact }: RedisAddress): EnvironmentError | undefined {
  if (!isRefusal(error)) return undefined;
  return refusal(
    shown,
    redact(error.message),
    `give the right ones in NAO_QUEUE, to 'nao resume' or a new 'nao worker'; what was done is kept`,
  );
}

/** True if an error tells that Redis refuses the password, or what is asked of it. */
export function isRefusal({ message }: Error): boolean {
  return REFUSED.test(message);
}

function refusal(shown: string, reason: string, advice: string): EnvironmentError {
  return new EnvironmentError(
    `${shown} refuses the user or password of the queue's address (${reason}): ${advice}`,
  );
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

/**
 * Waits until a part of BullMQ is closed; where Redis is not to be reached, that would be for ever, and it is cut off. Where
 * Redis refuses the goodbye, there is none.
 */
export async function endConnection(redis: Redis, part: QueueBase, closed: Promise<void>): Promise<void> {
  const isClosed = await within(redis.status === 'ready' ? GOODBYE_MS : 0, closed).catch(() => false);
  if (!isClosed)
    await part
      .getBackend()
      .close(true)
      .catch(() => undefined);
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
        if (isRefusal(error)) {
          reject(refusal(shown, reason, 'give redis://USER:PASSWORD@HOST'));
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
