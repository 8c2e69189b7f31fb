import path from 'node:path';
import { getCacheFolder } from '../data/cache-folder';
import { InputError } from '../errors';
import { parseRedisAddress } from '../jobs/redis-address';
import { runRedisWorker } from '../jobs/redis-worker';
import { prepareEnvironment } from '../native/environment';
import { surviveBrokenPipe } from './broken-pipe';
import { runGpuWorkers } from './gpu-workers';
import { QUEUE_VARIABLE, takeQueueUrl } from './queue-option';
import { handleStopSignals } from './signals';

/** The options of `nao worker` as commander gives them. */
export interface WorkerCommandOptions {
  /** Address of the Redis server. */
  readonly queue?: string;
  /** Numbers of GPUs, as in `0,1`. */
  readonly gpus?: string;
  /** Jobs at a time. */
  readonly concurrency?: string;
  /** Folder for checkpoints. */
  readonly checkpoints?: string;
  /** How long a job is this worker's without a word from it. */
  readonly lockSeconds?: string;
}

/** What a worker process does beside waiting for jobs. */
export interface WorkerRuntime {
  /** Compiled JavaScript that calls `serveJobs`. */
  readonly thread: string;
  /** Called before the first thread starts. @throws EnvironmentError where something is missing here */
  prepare(): void;
}

/**
 * `nao worker`: does the jobs of searches until a signal comes; then work under way writes a checkpoint and its jobs go back
 * into the queue. With `gpus` there is a process for each GPU.
 *
 * @throws InputError for a wrong option; EnvironmentError where Redis, or something here, is not to be had
 */
export async function runWorker(options: WorkerCommandOptions, runtime: WorkerRuntime): Promise<void> {
  const queue = takeQueueUrl(options.queue);
  if (queue === undefined) {
    throw new InputError(
      `no queue is given: nao worker --queue redis://HOST:6379, or ${QUEUE_VARIABLE} in the environment`,
    );
  }
  const address = parseRedisAddress(queue);
  const concurrency = parseWholeNumber('--concurrency', options.concurrency ?? '1', 1);
  const lockSeconds = parseWholeNumber('--lock-seconds', options.lockSeconds ?? '30', 1);
  const folder = path.resolve(options.checkpoints ?? path.join(getCacheFolder(), 'jobs'));
  const gpus = options.gpus?.split(',').map((gpu) => parseWholeNumber('--gpus', gpu, 0));
  const stop = new AbortController();
  const requestStop = (): void => stop.abort();
  const releaseSignals = handleStopSignals(requestStop, printLine);
  process.once('disconnect', requestStop); // the process is gone that started this one for its GPU
  const restoreOutput = surviveBrokenPipe();
  try {
    if (gpus !== undefined) {
      const args = [
        ...['worker', '--concurrency', String(concurrency)],
        ...['--checkpoints', folder, '--lock-seconds', String(lockSeconds)],
      ];
      process.exitCode = await runGpuWorkers({
        gpus,
        args,
        env: { [QUEUE_VARIABLE]: queue },
        stop: stop.signal,
        log: printLine,
      });
      return;
    }
    runtime.prepare();
    await runRedisWorker({
      address,
      thread: runtime.thread,
      concurrency,
      folder,
      lockMs: 1000 * lockSeconds,
      signal: stop.signal,
      log: printLine,
    });
  } finally {
    process.removeListener('disconnect', requestStop);
    releaseSignals();
    restoreOutput();
  }
}

function parseWholeNumber(option: string, text: string, minimum: number): number {
  if (!/^\d+$/.test(text) || Number(text) < minimum) {
    throw new InputError(`${option}: '${text}' is not a whole number from ${minimum}`);
  }
  return Number(text);
}

function printLine(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** `nao worker`. @throws as `worker` */
export async function runWorkerCommand(options: WorkerCommandOptions): Promise<void> {
  await runWorker(options, {
    thread: path.join(__dirname, '..', 'evaluators', 'from-scratch', 'thread.js'),
    // Children are trained with the number of threads that their search has.
    prepare: () => prepareEnvironment({ threads: 'open' }),
  });
}
