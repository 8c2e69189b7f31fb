import { parentPort } from 'node:worker_threads';
import { EnvironmentError, StoppedError, UserError } from '../errors';
import type { Json } from './job-queue';
import type { FromThread, ToThread, TryEnd } from './thread-messages';
import type { Works } from './handler';

/**
 * Does jobs in this worker thread, one after the other, until it is told to end. To be called by the file that
 * `JobThread` is started with.
 */
export function serveJobs(works: Works): void {
  const port = parentPort;
  if (port === null) throw new Error('jobs are served in a worker thread');
  const tell = (message: FromThread): void => port.postMessage(message);
  port.on('message', (message: ToThread) => {
    if (message.kind === 'end') port.close();
    else void attempt(works, message, tell).then(tell);
  });
}

type JobMessage = Extract<ToThread, { kind: 'job' }>;

async function attempt(
  works: Works,
  { job, attempt, folder, stop }: JobMessage,
  tell: (message: FromThread) => void,
): Promise<TryEnd> {
  try {
    if (!Object.hasOwn(works, job.kind)) {
      const known = Object.keys(works).join(', ');
      return { kind: 'failed', reason: `this version of nao knows no jobs '${job.kind}' (known: ${known})` };
    }
    const result = await works[job.kind](job, {
      hooks: {
        progress: (event) => tell({ kind: 'progress', event }),
        stopRequested: () => (Atomics.load(stop, 0) === 0 ? undefined : 'SIGTERM'),
      },
      folder,
      attempt,
    });
    // What would not outlast a queue on another machine (NaN, undefined) does not outlast one here either.
    return { kind: 'done', result: JSON.parse(JSON.stringify(result)) as Json };
  } catch (error) {
    if (error instanceof StoppedError && Atomics.load(stop, 0) !== 0) return { kind: 'stopped' };
    return { kind: error instanceof EnvironmentError ? 'unfit' : 'failed', reason: reasonOf(error) };
  }
}

/** An error on one line, as a cell of a CSV file holds it. */
export function reasonOf(error: unknown): string {
  const text =
    error instanceof UserError
      ? error.message
      : error instanceof Error
        ? String(error)
        : `thrown: ${String(error)}`;
  return text.replaceAll(/\s*\n\s*/g, ' ').trim();
}
