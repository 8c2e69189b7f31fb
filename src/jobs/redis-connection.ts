import type { QueueBase } from 'bullmq';
import { setTimeout as pause } from 'node:timers/promises';
import { EnvironmentError } from '../errors';
import type { RedisAddress } from './redis-address';
import { WaitingRedis } from './waiting-redis';
import { withTimeout } from './with-timeout';

/** Timeout of the first connection. Workers and Redis are often started together. */
const CONNECT_TIMEOUT_S = 60;

/** Time in milliseconds after which the user is told that a connection takes long. */
const SLOW_CONNECTION_MS = 500;

/** Longest delay between two reconnection attempts. */
const MAX_RECONNECT_DELAY_MS = 1000;

/** Replies of Redis to a wrong or missing password and to missing permissions. Retrying does not help. */
const ACCESS_DENIED =
  /^(Ready check failed: )?(WRONGPASS|NOAUTH|NOPERM|DENIED|ERR invalid password)|The user executing the script can't/;

/**
 * Connects to Redis. If the connection is lost or Redis refuses commands later, they wait; begin and end of that are logged once. If
 * access is denied later, commands fail with errors that `toAccessDeniedError` recognizes.
 *
 * @throws EnvironmentError if there is no connection before the timeout, or access is denied
 */
export async function connectRedis(
  { connection, redactedUrl, redact }: RedisAddress,
  log: (text: string) => void,
  timeoutSeconds = CONNECT_TIMEOUT_S,
): Promise<WaitingRedis> {
  const redis = new WaitingRedis({
    ...connection,
    maxRetriesPerRequest: null, // BullMQ requires this
    retryStrategy: (times) => Math.min(100 * 2 ** times, MAX_RECONNECT_DELAY_MS),
  });
  try {
    await waitForConnection(redis, redactedUrl, redact, log, timeoutSeconds);
  } catch (error) {
    redis.disconnect();
    throw error;
  }
  logConnectionChanges(redis, redactedUrl, log);
  redis.onRefusal = (reply) =>
    log(
      reply === undefined
        ? `${redactedUrl} accepts commands again`
        : `${redactedUrl} refuses commands (${toReason(reply, redact)}): waiting until it accepts them`,
    );
  return redis;
}

/** Converts an error of an established connection to a user error if access is now denied; returns undefined otherwise. */
export function toAccessDeniedError(
  error: Error,
  { redactedUrl, redact }: RedisAddress,
): EnvironmentError | undefined {
  if (!isAccessDenied(error)) return undefined;
  return createAccessDeniedError(
    redactedUrl,
    toReason(error.message, redact),
    `give the correct ones in NAO_QUEUE to 'nao resume' or a new 'nao worker'; finished work is kept`,
  );
}

/** Returns true if Redis rejected the password or the permissions. */
export function isAccessDenied({ message }: Error): boolean {
  return ACCESS_DENIED.test(message);
}

/**
 * Converts the reply to a command that failed into a user error if it says that access is denied or that the server cannot run it.
 * Returns other errors unchanged.
 */
export function toCommandError(error: Error, address: RedisAddress): Error {
  const { redactedUrl, redact } = address;
  const accessError = toAccessDeniedError(error, address);
  if (accessError !== undefined || error.name !== 'ReplyError') return accessError ?? error;
  return new EnvironmentError(
    `${redactedUrl} cannot run a command of the queue (${toReason(error.message, redact)}): give a server of Redis 6.2 or later that is no cluster`,
    { cause: error },
  );
}

/** Returns the first line of a reply, without the place in a script and without secrets. */
function toReason(reply: string, redact: (text: string) => string): string {
  return redact(reply.split('\n')[0].replace(/ script: .*$/, ''));
}

function createAccessDeniedError(redactedUrl: string, reason: string, advice: string): EnvironmentError {
  return new EnvironmentError(
    `${redactedUrl} rejects the user or password of the queue's address (${reason}): ${advice}`,
  );
}

/** Returns true for errors of a lost connection, which `connectRedis` logs. */
export function isConnectionError(error: Error): boolean {
  const code = 'code' in error ? String(error.code) : '';
  return (
    /^(ECONN|EPIPE|ETIMEDOUT|EHOST|ENET|ENOTFOUND|EAI_)/.test(code) ||
    /Connection is closed|ECONNREFUSED|Stream isn't writeable|^LOADING|connect ETIMEDOUT/.test(error.message)
  );
}

/** Timeout for closing a connection or releasing a job, in milliseconds. */
export const CLOSE_TIMEOUT_MS = 5000;

/**
 * Waits until a BullMQ object is closed. Forces it closed after a timeout, since closing never ends if Redis is unreachable. Ignores
 * errors of Redis.
 */
export async function closeConnection(
  redis: WaitingRedis,
  part: QueueBase,
  closed: Promise<void>,
): Promise<void> {
  const isClosed = await withTimeout(redis.isUsable ? CLOSE_TIMEOUT_MS : 0, closed).catch(() => false);
  if (isClosed) return;
  await part
    .getBackend()
    .close(true)
    .catch(() => undefined);
}

async function waitForConnection(
  redis: WaitingRedis,
  redactedUrl: string,
  redact: (text: string) => string,
  log: (text: string) => void,
  timeoutSeconds: number,
): Promise<void> {
  const controller = new AbortController();
  let reason = '';
  let isLogged = false;
  const logOnce = (): void => {
    if (!isLogged)
      log(`no connection to ${redactedUrl} yet (${reason || 'no answer'}): trying for ${timeoutSeconds} s`);
    isLogged = true;
  };
  const slowTimer = setTimeout(logOnce, SLOW_CONNECTION_MS);
  try {
    await new Promise<void>((resolve, reject) => {
      redis.once('ready', resolve);
      redis.on('error', (error: Error) => {
        reason = redact(error.message === '' ? String('code' in error ? error.code : error) : error.message);
        if (isAccessDenied(error)) {
          reject(createAccessDeniedError(redactedUrl, reason, 'give redis://USER:PASSWORD@HOST'));
        } else {
          logOnce();
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
    clearTimeout(slowTimer);
    controller.abort();
    redis.removeAllListeners('error');
  }
}

/** Logs once that the connection was lost, and once that it was restored. */
function logConnectionChanges(redis: WaitingRedis, redactedUrl: string, log: (text: string) => void): void {
  let isLost = false;
  // Without a listener ioredis writes each error to the console.
  redis.on('error', () => undefined);
  redis.on('close', () => {
    // An intended close also emits 'end'.
    setImmediate(() => {
      // A client that waits for an accepting server reconnects.
      if (isLost || redis.status === 'end' || redis.isRefused) return;
      isLost = true;
      log(`lost the connection to ${redactedUrl}: waiting until it is restored`);
    });
  });
  redis.on('ready', () => {
    if (isLost) log(`connected to ${redactedUrl} again`);
    isLost = false;
  });
}
