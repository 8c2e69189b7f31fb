import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import os from 'node:os';

/** Address that only this machine can reach. */
export const LOOPBACK = '127.0.0.1';

/** Addresses that stand for all addresses of a machine. */
const WILDCARDS = ['0.0.0.0', '::'];

/** Returns true if a host can be reached from this machine only, so that no token is needed. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/** Creates a token that cannot be guessed. */
export function createToken(): string {
  return randomBytes(24).toString('base64url');
}

/** Compares a text of a request with the token, in a time that does not depend on how much of it is right. */
export function isToken(given: string, token: string): boolean {
  return timingSafeEqual(hash(given), hash(token));
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** A host header: a name, or an address in brackets, and a port. */
const HOST_HEADER = /^(?:\[([\da-f:.]+)\]|([\w.-]+))(?::\d{1,5})?$/i;

/**
 * Returns true if a request's Host header names this server. A page of another site can reach a local server by a name of its own
 * that resolves to 127.0.0.1 (DNS rebinding); its requests carry that name. Ports differ through an SSH tunnel.
 *
 * @param host that the server listens on
 */
export function isOwnHost(header: string | undefined, host: string, machine = os.hostname()): boolean {
  const match = HOST_HEADER.exec(header ?? '');
  if (match === null) return false;
  const name = (match[1] ?? match[2]).toLowerCase().replace(/\.$/, '');
  if (isLoopback(name) || name === host.toLowerCase()) return true;
  if (!WILDCARDS.includes(host)) return false;
  const own = machine.toLowerCase();
  return isIP(name) !== 0 || name === own || name.startsWith(`${own}.`);
}

/** Returns the host for a URL that a browser opens. */
export function formatUrlHost(host: string, machine = os.hostname()): string {
  if (WILDCARDS.includes(host)) return machine;
  return isIP(host) === 6 ? `[${host}]` : host;
}
