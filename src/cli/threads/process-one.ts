import { spawn } from 'node:child_process';
import os from 'node:os';
import { STOP_SIGNALS } from './thread-request';

/**
 * Runs the command in a child if this is process 1, as in a container. The kernel gives process 1 no default handling of signals,
 * so it could not end at once.
 *
 * @returns the exit code once the child has ended, 128 and more after a signal; undefined if this is another process
 */
export async function runBelowProcessOne(): Promise<number | undefined> {
  if (process.pid !== 1) return undefined;
  const [program, ...args] = [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  const child = spawn(program, args, { stdio: 'inherit' });
  for (const signal of STOP_SIGNALS) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? 128 + os.constants.signals[signal ?? 'SIGKILL']));
  });
}
