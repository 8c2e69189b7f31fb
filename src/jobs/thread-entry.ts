import { parentPort } from 'node:worker_threads';
import { EnvironmentError, StoppedError, UserError } from '../errors';
import type { JobHandlers } from './handler';
import type { Json } from './job-queue';
import type { AttemptOutcome, JobThreadRequest, JobThreadResponse } from './thread-messages';

/**
 * Does jobs in this worker thread, one after the other, until it is told to end. To be called by the file that
 * `JobThread` is started with.
 */
export function serveJobs(handlers: JobHandlers): void {
  const port = parentPort;
  if (port === null) throw new Error('jobs are served in a worker thread');
  const send = (message: JobThreadResponse): void => port.postMessage(message);
  port.on('message', (message: JobThreadRequest) => {
    if (message.kind === 'end') port.close();
    else void runAttempt(handlers, message, send).then(send);
  });
}

type JobMessage = Extract<JobThreadRequest, { kind: 'job' }>;

async function runAttempt(
  handlers: JobHandlers,
  { job, attempt, folder, stop }: JobMessage,
  send: (message: JobThreadResponse) => void,
): Promise<AttemptOutcome> {
  try {
    if (!Object.hasOwn(handlers, job.kind)) {
      const known = Object.keys(handlers).join(', ');
      return { kind: 'failed', reason: `this version of nao knows no jobs '${job.kind}' (known: ${known})` };
    }
    const result = await handlers[job.kind](job, {
      hooks: {
        progress: (event) => send({ kind: 'progress', event }),
        stopRequested: () => (Atomics.load(stop, 0) === 0 ? undefined : 'SIGTERM'),
      },
      folder,
      attempt,
    });
    // What would not outlast a queue on another machine (NaN, undefined) does not outlast one here either.
    return { kind: 'done', result: JSON.parse(JSON.stringify(result)) as Json };
  } catch (error) {
    if (error instanceof StoppedError && Atomics.load(stop, 0) !== 0) return { kind: 'stopped' };
    return { kind: error instanceof EnvironmentError ? 'unfit' : 'failed', reason: formatErrorLine(error) };
  }
}

/** An error on one line, as a cell of a CSV file holds it. */
export function formatErrorLine(error: unknown): string {
  const text =
    error instanceof UserError
      ? error.message
      : error instanceof Error
        ? String(error)
        : `thrown: ${String(error)}`;
  return text.replaceAll(/\s*\n\s*/g, ' ').trim();
}
