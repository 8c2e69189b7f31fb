import type { QueueBase } from 'bullmq';
import { Redis } from 'ioredis';
import { setTimeout as pause } from 'node:timers/promises';
import { EnvironmentError } from '../errors';
import type { RedisAddress } from './redis-address';
import { withTimeout } from './with-timeout';

/** How long the first connection may take: workers and Redis are often started together. */
const CONNECT_TIMEOUT_S = 60;

/** Between two tries to connect again, at most. */
const MAX_RECONNECT_DELAY_MS = 1000;

/** What Redis answers to a wrong password, to none, and to who may not do what is asked. Waiting does not help. */
const ACCESS_DENIED =
  /^(Ready check failed: )?(WRONGPASS|NOAUTH|NOPERM|ERR invalid password|ERR The user executing the script can't)/;

/**
 * Connects to Redis. A connection that is lost later is waited for without end: commands wait until it is back. Both are
 * said once. Where it is refused later, commands fail, with errors that `refusalOf` knows.
 *
 * @throws EnvironmentError where there is no connection after a minute, or the password is refused
 */
export async function connectRedis(
  { connection, redactedUrl, redact }: RedisAddress,
  log: (text: string) => void,
  timeoutSeconds = CONNECT_TIMEOUT_S,
): Promise<Redis> {
  const redis = new Redis({
    ...connection,
    maxRetriesPerRequest: null, // what BullMQ asks for
    retryStrategy: (times) => Math.min(100 * 2 ** times, MAX_RECONNECT_DELAY_MS),
  });
  try {
    await waitForConnection(redis, redactedUrl, redact, log, timeoutSeconds);
  } catch (error) {
    redis.disconnect();
    throw error;
  }
  logConnectionChanges(redis, redactedUrl, log);
  return redis;
}

/** What to end with where an error tells that Redis, which let this process in before, does so no more. */
export function toAccessDeniedError(
  error: Error,
  { redactedUrl, redact }: RedisAddress,
): EnvironmentError | undefined {
  if (!isAccessDenied(error)) return undefined;
  return createAccessDeniedError(
    redactedUrl,
    redact(error.message),
    `give the right ones in NAO_QUEUE, to 'nao resume' or a new 'nao worker'; what was done is kept`,
  );
}

/** True if an error tells that Redis refuses the password, or what is asked of it. */
export function isAccessDenied({ message }: Error): boolean {
  return ACCESS_DENIED.test(message);
}

function createAccessDeniedError(redactedUrl: string, reason: string, advice: string): EnvironmentError {
  return new EnvironmentError(
    `${redactedUrl} refuses the user or password of the queue's address (${reason}): ${advice}`,
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
export const CLOSE_TIMEOUT_MS = 5000;

/**
 * Waits until a part of BullMQ is closed; where Redis is not to be reached, that would be for ever, and it is cut off. Where
 * Redis refuses the goodbye, there is none.
 */
export async function closeConnection(redis: Redis, part: QueueBase, closed: Promise<void>): Promise<void> {
  const isClosed = await withTimeout(redis.status === 'ready' ? CLOSE_TIMEOUT_MS : 0, closed).catch(
    () => false,
  );
  if (!isClosed)
    await part
      .getBackend()
      .close(true)
      .catch(() => undefined);
}

async function waitForConnection(
  redis: Redis,
  redactedUrl: string,
  redact: (text: string) => string,
  log: (text: string) => void,
  timeoutSeconds: number,
): Promise<void> {
  const controller = new AbortController();
  let reason = '';
  try {
    await new Promise<void>((resolve, reject) => {
      redis.once('ready', resolve);
      redis.on('error', (error: Error) => {
        const isFirst = reason === '';
        reason = redact(error.message === '' ? String('code' in error ? error.code : error) : error.message);
        if (isAccessDenied(error)) {
          reject(createAccessDeniedError(redactedUrl, reason, 'give redis://USER:PASSWORD@HOST'));
        } else if (isFirst) {
          log(`no connection to ${redactedUrl} yet (${reason}): trying for ${timeoutSeconds} s`);
        }
      });
      const rejectOnTimeout = (): void =>
        reject(
          new EnvironmentError(
            `no connection to ${redactedUrl} within ${timeoutSeconds} s (${reason === '' ? 'no answer' : reason}): start Redis there, or correct the queue's address`,
          ),
        );
      pause(timeoutSeconds * 1000, undefined, { signal: controller.signal }).then(
        rejectOnTimeout,
        () => undefined,
      );
    });
  } finally {
    controller.abort();
    redis.removeAllListeners('error');
  }
}

/** Says that a connection was lost, and that it is back, once each. */
function logConnectionChanges(redis: Redis, redactedUrl: string, log: (text: string) => void): void {
  let isLost = false;
  // Without a listener ioredis writes each error to the console.
  redis.on('error', () => undefined);
  redis.on('close', () => {
    // 'end' comes with it where the connection was closed on purpose.
    setImmediate(() => {
      if (isLost || redis.status === 'end') return;
      isLost = true;
      log(`the connection to ${redactedUrl} is lost: waiting until it is back`);
    });
  });
  redis.on('ready', () => {
    if (isLost) log(`connected to ${redactedUrl} again`);
    isLost = false;
  });
}
