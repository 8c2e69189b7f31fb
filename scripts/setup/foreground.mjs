import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/**
 * Runs a Node program with this process's terminal and signals.
 *
 * @returns {Promise<number>} its exit code, or 128 plus the number of the signal that ended it
 */
export function runInForeground(args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: 'inherit', ...options });
    // The terminal also sends SIGINT to the child. This process must not exit before it.
    const ignore = () => {};
    const forward = (signal) => child.kill(signal);
    process.on('SIGINT', ignore).on('SIGTERM', forward).on('SIGHUP', forward);
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  });
}
