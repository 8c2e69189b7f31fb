import type { RedisOptions } from 'ioredis';
import { InputError } from '../errors';

/** Where a Redis server is, and how it may be spoken of. */
export interface RedisAddress {
  /** The address without user and password. */
  readonly redactedUrl: string;
  /** How to connect; holds the password and is never shown. */
  readonly connection: Pick<RedisOptions, 'host' | 'port' | 'username' | 'password' | 'db' | 'tls'>;
  /** A text in which the password, wherever it stands, is replaced by stars. */
  redact(text: string): string;
}

/**
 * Reads `redis://[[user]:password@]host[:port][/database]`, or `rediss://` for TLS.
 *
 * @throws InputError, which does not repeat the text, since it may hold a password
 */
export function parseRedisAddress(text: string): RedisAddress {
  const url = parseUrl(text);
  const database = /^\/?(\d*)$/.exec(url?.pathname ?? '')?.[1];
  if (url === undefined || database === undefined || url.hostname === '') {
    throw new InputError(
      'the queue is not the address of a Redis server: redis://HOST:6379 is expected, with a password redis://:PASSWORD@HOST:6379, with TLS rediss://HOST:6379',
    );
  }
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1'); // IPv6
  const port = Number(url.port === '' ? 6379 : url.port);
  const username = decodeLeniently(url.username);
  const password = decodeLeniently(url.password);
  const secrets = [...new Set([password, url.password])].filter((secret) => secret !== '');
  return {
    redactedUrl: `${url.protocol}//${url.hostname}:${port}${database === '' ? '' : `/${database}`}`,
    connection: {
      host,
      port,
      ...(username === '' ? {} : { username }),
      ...(password === '' ? {} : { password }),
      ...(database === '' ? {} : { db: Number(database) }),
      ...(url.protocol === 'rediss:' ? { tls: {} } : {}),
    },
    redact: (message) =>
      secrets
        .reduce((redacted, secret) => redacted.replaceAll(secret, '***'), message)
        .replace(/(\brediss?:\/\/)[^\s@/]*@/g, '$1***@'),
  };
}

function parseUrl(text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  return ['redis:', 'rediss:'].includes(url.protocol) ? url : undefined;
}

/** A percent sign that stands for itself stays. */
function decodeLeniently(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
