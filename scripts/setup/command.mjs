import { spawn } from 'node:child_process';
import { SetupError } from './setup-error.mjs';

/** Exit code of shells for a program that was not found. */
const notFound = 127;

/**
 * Runs a program and waits for its end.
 *
 * @returns {Promise<{code: number, output: string}>} its exit code (127 if it was not found, 128 if a signal ended it) and its
 *   output to stdout and stderr, in order of arrival
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

/** Selects the most useful lines of a failed program's output: those marked as errors, or else the last ones. */
export function summarizeOutput(output, lines = 3) {
  const all = output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const marked = all.filter((line) => /^(npm error|npm ERR!|error:)|\berror\b:/i.test(line));
  const chosen = marked.length > 0 ? marked.slice(0, lines) : all.slice(-lines);
  return chosen.map((line) => line.slice(0, 300)).join(' / ') || 'no output';
}

/** Creates the error of a failed download or installation. */
export function createDownloadError(action, output, registry) {
  if (isDiskFull(output)) return createDiskFullError(action);
  if (isUnreachable(output)) {
    return new SetupError(
      `${action} failed because the ${registry} cannot be reached (${summarizeOutput(output, 1)}): check the network and its proxy settings, then run the setup again`,
    );
  }
  return new SetupError(`${action} failed: ${summarizeOutput(output)}`);
}

export function createDiskFullError(action) {
  return new SetupError(`${action} failed because the disk is full: free some space and run the setup again`);
}

export function isDiskFull(message) {
  return /ENOSPC|No space left on device|Disk quota exceeded|EDQUOT/i.test(message);
}

function isUnreachable(output) {
  return /ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ERR_SOCKET_TIMEOUT|Max retries exceeded|NewConnectionError|ConnectTimeout|ReadTimeout|ProxyError|Failed to establish a new connection|Temporary failure in name resolution|connection broken/i.test(
    output,
  );
}
