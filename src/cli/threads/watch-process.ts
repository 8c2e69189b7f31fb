import os from 'node:os';
import { UserError } from '../../errors';
import { LOOPBACK } from '../../watch/access';
import { startWatchServer } from '../../watch/server';
import { STOP_SIGNALS } from './thread-request';

/*
 * The program that `watchBeside` starts: it serves the page of the run folder in its first argument until its parent ends.
 */

/** Message to the parent. */
export type WatchProcessMessage = { readonly url: string } | { readonly failure: string };

/** Steps by which the page is less urgent than the run, whose threads keep all cores busy. With more, it would hardly be served. */
const NICENESS = 5;

void main(process.argv[2]);

async function main(folder: string): Promise<void> {
  // Signals of the terminal reach all of its processes. The run still writes its last checkpoint then.
  for (const signal of STOP_SIGNALS) process.on(signal, () => undefined);
  const ended = new Promise((resolve) => process.once('disconnect', resolve));
  try {
    lowerPriority();
    const server = await startWatchServer({ folder, host: LOOPBACK, port: 0, onFailure: sendFailure });
    send({ url: server.url });
    await ended;
    await server.close();
    process.exit();
  } catch (error) {
    sendFailure(error);
    if (process.connected) process.disconnect();
  }
}

function sendFailure(error: unknown): void {
  send({ failure: error instanceof UserError ? error.message : String(error) });
}

function lowerPriority(): void {
  try {
    os.setPriority(Math.min(os.getPriority() + NICENESS, os.constants.priority.PRIORITY_LOW));
  } catch {
    // A container may forbid it.
  }
}

function send(message: WatchProcessMessage): void {
  if (process.connected) process.send?.(message);
}
