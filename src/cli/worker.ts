import path from 'node:path';
import { cacheFolder } from '../data/cache-folder';
import { InputError } from '../errors';
import { parseRedisAddress } from '../jobs/redis-address';
import { serveQueue } from '../jobs/redis-worker';
import { serveGpus } from './gpu-workers';
import { outliveReader } from './broken-pipe';
import { QUEUE_VARIABLE, takeQueue } from './queue-option';
import { takeSignals } from './signals';
import { prepareEnvironment } from '../native/environment';

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
export interface WorkerProgram {
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
export async function worker(options: WorkerCommandOptions, program: WorkerProgram): Promise<void> {
  const queue = takeQueue(options.queue);
  if (queue === undefined) {
    throw new InputError(
      `no queue is given: nao worker --queue redis://HOST:6379, or ${QUEUE_VARIABLE} in the environment`,
    );
  }
  const address = parseRedisAddress(queue);
  const concurrency = wholeNumber('--concurrency', options.concurrency ?? '1', 1);
  const lockSeconds = wholeNumber('--lock-seconds', options.lockSeconds ?? '30', 1);
  const folder = path.resolve(options.checkpoints ?? path.join(cacheFolder(), 'jobs'));
  const gpus = options.gpus?.split(',').map((gpu) => wholeNumber('--gpus', gpu, 0));
  const stop = new AbortController();
  const end = (): void => stop.abort();
  const release = takeSignals(end, say);
  process.once('disconnect', end); // the process is gone that started this one for its GPU
  const releaseOutput = outliveReader();
  try {
    if (gpus !== undefined) {
      const args = [
        ...['worker', '--concurrency', String(concurrency)],
        ...['--checkpoints', folder, '--lock-seconds', String(lockSeconds)],
      ];
      process.exitCode = await serveGpus({
        gpus,
        args,
        env: { [QUEUE_VARIABLE]: queue },
        stop: stop.signal,
        say,
      });
      return;
    }
    program.prepare();
    await serveQueue({
      address,
      thread: program.thread,
      concurrency,
      folder,
      lockMs: 1000 * lockSeconds,
      stop: stop.signal,
      say,
    });
  } finally {
    process.removeListener('disconnect', end);
    release();
    releaseOutput();
  }
}

function wholeNumber(option: string, text: string, least: number): number {
  if (!/^\d+$/.test(text) || Number(text) < least) {
    throw new InputError(`${option}: '${text}' is not a whole number from ${least}`);
  }
  return Number(text);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** `nao worker`. @throws as `worker` */
export async function trainChildren(options: WorkerCommandOptions): Promise<void> {
  await worker(options, {
    thread: path.join(__dirname, '..', 'evaluators', 'from-scratch', 'thread.js'),
    // Children are trained with the number of threads that their search has.
    prepare: () => prepareEnvironment({ threads: 'open' }),
  });
}
