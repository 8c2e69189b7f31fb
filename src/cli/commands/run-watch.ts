import path from 'node:path';
import { InputError } from '../../errors';
import { isLoopback, LOOPBACK } from '../../watch/access';
import { startWatchServer } from '../../watch/server';
import { parsePositiveInteger } from '../arguments/parse-options';
import { type Output, printLine } from '../output/output';
import { reportError } from '../output/report-error';
import { listStopSignals } from '../threads/signals';

/** Options of `nao watch`. */
export interface WatchCommandOptions {
  readonly port?: string;
  readonly host?: string;
}

const MAX_PORT = 65_535;

/**
 * Runs `nao watch` until a signal ends it, which is a success. Prints the URL of the page.
 *
 * @throws InputError if the folder does not exist, or the host or port cannot be used
 */
export async function runWatchCommand(
  target: string,
  options: WatchCommandOptions,
  output: Pick<Output, 'progress'>,
): Promise<void> {
  const folder = path.normalize(target);
  const { host = LOOPBACK } = options;
  const ended = waitForSignal();
  const server = await startWatchServer({
    folder,
    host,
    port: parsePort(options.port),
    onFailure: reportOnce(),
  });
  printLine(server.url);
  const { port } = new URL(server.url);
  output.progress(
    isLoopback(host)
      ? `watching ${folder}, Ctrl-C ends it; from another machine: 'ssh -L ${port}:${LOOPBACK}:${port} THIS_MACHINE', then the same URL`
      : `watching ${folder}, Ctrl-C ends it; whoever has this URL can read the runs`,
  );
  await ended;
  await server.close();
}

function parsePort(text: string | undefined): number {
  if (text === undefined) return 0;
  const port = parsePositiveInteger(text, '--port');
  if (port <= MAX_PORT) return port;
  throw new InputError(`--port is '${text}': give a whole number from 1 to ${MAX_PORT}`);
}

function waitForSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of listStopSignals()) process.once(signal, () => resolve());
  });
}

/** Reports an error of the program, but not again and again. */
function reportOnce(): (error: unknown) => void {
  const reported = new Set<string>();
  return (error) => {
    const text = String(error);
    if (reported.has(text)) return;
    reported.add(text);
    reportError(error);
  };
}
