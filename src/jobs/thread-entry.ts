import { parentPort } from 'node:worker_threads';
import { StoppedError } from '../errors';
import type { JobHandlers } from './handler';
import type { Json } from './job-queue';
import {
  type AttemptOutcome,
  type JobThreadRequest,
  type JobThreadResponse,
  toErrorOutcome,
} from './thread-messages';

/**
 * Runs jobs in this worker thread, one after the other, until the main thread ends it. The file given to `JobThread` calls it.
 */
export function serveJobs(handlers: JobHandlers): void {
  const port = parentPort;
  if (port === null) throw new Error('serveJobs must be called in a worker thread');
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
      return {
        kind: 'failed',
        reason: `this version of nao has no handler for jobs '${job.kind}' (known: ${known})`,
      };
    }
    const result = await handlers[job.kind](job, {
      hooks: {
        progress: (event) => send({ kind: 'progress', event }),
        stopRequested: () => (Atomics.load(stop, 0) === 0 ? undefined : 'SIGTERM'),
      },
      folder,
      attempt,
    });
    // A queue on another machine would not keep NaN and undefined, so neither does this one.
    return { kind: 'done', result: JSON.parse(JSON.stringify(result)) as Json };
  } catch (error) {
    if (error instanceof StoppedError && Atomics.load(stop, 0) !== 0) return { kind: 'stopped' };
    return toErrorOutcome(error);
  }
}
