import type { RedisOptions } from 'ioredis';
import { InputError } from '../errors';

/** Address of a Redis server. */
export interface RedisAddress {
  /** Address without user and password. */
  readonly redactedUrl: string;
  /** Connection options, which include the password and are never logged. */
  readonly connection: Pick<RedisOptions, 'host' | 'port' | 'username' | 'password' | 'db' | 'tls'>;
  /** Replaces the password in a text, and user and password in any Redis address, with stars. */
  redact(text: string): string;
}

/**
 * Parses `redis://[[user]:password@]host[:port][/database]`, or `rediss://` for TLS.
 *
 * @throws InputError if the text is invalid; the message omits it, since it may contain a password
 */
export function parseRedisAddress(text: string): RedisAddress {
  const url = parseUrl(text);
  const database = /^\/?(\d*)$/.exec(url?.pathname ?? '')?.[1];
  if (url === undefined || database === undefined || url.hostname === '') {
    throw new InputError(
      'the queue is not the address of a Redis server: give redis://HOST:6379, redis://:PASSWORD@HOST:6379, or rediss://HOST:6379 for TLS',
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

/** Decodes percent encoding. Returns text with a literal percent sign unchanged. */
function decodeLeniently(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
