import { fork } from 'node:child_process';
import path from 'node:path';
import type { WatchProcessMessage } from './watch-process';

/**
 * Serves the live page of a run beside it, in a process of low priority of its own: the page cannot slow the run down or end it.
 *
 * @param log called with the URL, or why there is no page
 * @returns function that ends it once viewers have the last state
 */
export function watchBeside(runDir: string, log: (text: string) => void): () => void {
  const again = `'nao watch ${runDir}' serves it`;
  let hasEnded = false;
  const child = fork(path.join(__dirname, 'watch-process.js'), [runDir], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  child.unref();
  child.channel?.unref();
  const fail = (reason: string): void => {
    if (!hasEnded) log(`the run has no live page (${reason}): ${again}`);
    hasEnded = true;
  };
  child.on('message', (message: WatchProcessMessage) => {
    if ('url' in message) log(`live page: ${message.url}`);
    else fail(message.failure);
  });
  child.on('error', ({ message }) => fail(message));
  child.on('exit', (code, signal) => fail(`its process has ended with ${signal ?? `code ${code}`}`));
  return () => {
    hasEnded = true;
    if (child.connected) child.disconnect();
  };
}
