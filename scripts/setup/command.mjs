import { spawn } from 'node:child_process';
import { SetupFailure } from './failure.mjs';

/** Shells report a program that was not found so. */
const notFound = 127;

/**
 * Runs a program and waits for it.
 *
 * @returns {Promise<{code: number, output: string}>} its exit code (127 where there is no such program, 128 where a
 *   signal ended it) and what it wrote to stdout and stderr, in the order of arrival
 */
export function run(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (output += text));
    child.on('error', (error) => {
      if (error.code === 'ENOENT' || error.code === 'EACCES')
        resolve({ code: notFound, output: error.message });
      else reject(error);
    });
    child.on('close', (code) => resolve({ code: code ?? 128, output }));
  });
}

/** The lines of a failed program's output that say most: those marked as errors, or else the last ones. */
export function gist(output, lines = 3) {
  const all = output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const marked = all.filter((line) => /^(npm error|npm ERR!|error:)|\berror\b:/i.test(line));
  const chosen = marked.length > 0 ? marked.slice(0, lines) : all.slice(-lines);
  return chosen.map((line) => line.slice(0, 300)).join(' / ') || 'it printed nothing';
}

/** What a failed download or installation comes down to. */
export function downloadFailure(what, output, registry) {
  if (isDiskFull(output)) return diskFull(what);
  if (isUnreachable(output)) {
    return new SetupFailure(
      `${what} failed because the ${registry} cannot be reached (${gist(output, 1)}); check the network and its proxy settings, then run it again.`,
    );
  }
  return new SetupFailure(`${what} failed: ${gist(output)}.`);
}

export function diskFull(what) {
  return new SetupFailure(`${what} failed because the disk is full; free some space and run it again.`);
}

export function isDiskFull(message) {
  return /ENOSPC|No space left on device|Disk quota exceeded|EDQUOT/i.test(message);
}

function isUnreachable(output) {
  return /ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ERR_SOCKET_TIMEOUT|Max retries exceeded|NewConnectionError|ConnectTimeout|ReadTimeout|ProxyError|Failed to establish a new connection|Temporary failure in name resolution|connection broken/i.test(
    output,
  );
}
