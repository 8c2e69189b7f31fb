import path from 'node:path';
import { getCacheFolder } from '../../data/cache-folder';
import { InputError } from '../../errors';
import { findChildJobProblem } from '../../evaluators/from-scratch/job';
import type { Job } from '../../jobs/job-queue';
import { parseRedisAddress } from '../../jobs/redis-address';
import { runRedisWorker } from '../../jobs/redis-worker';
import { prepareEnvironment } from '../../native/environment';
import { parsePositiveInteger, parseWholeNumber } from '../arguments/parse-options';
import { QUEUE_VARIABLE, takeQueueUrl } from '../arguments/queue-option';
import type { Output } from '../output/output';
import { surviveLostTerminal } from '../output/output-errors';
import { runGpuWorkers } from '../threads/gpu-workers';
import { handleStopSignals } from '../threads/signals';

/** Options of `nao worker`. */
export interface WorkerCommandOptions {
  /** Address of the Redis server. */
  readonly queue?: string;
  /** GPU numbers, such as `0,1`. */
  readonly gpus?: string;
  /** Number of parallel jobs. */
  readonly concurrency?: string;
  /** Folder for checkpoints. */
  readonly checkpoints?: string;
  /** Folder that jobs may read data from; by default any. */
  readonly dataDir?: string;
  /** Seconds until the lock of a job expires without a heartbeat. */
  readonly lockSeconds?: string;
}

/** Environment of a worker process, replaced in tests. */
export interface WorkerRuntime {
  /** Path of the compiled JavaScript that runs in the job threads and calls `serveJobs`. */
  readonly thread: string;
  /** Returns why this worker cannot run a job. @param dataFolder folder that jobs may read data from; undefined for any */
  readonly findProblem?: (job: Job, dataFolder: string | undefined) => string | undefined;
  /** Called before the first thread starts. @throws EnvironmentError if a requirement is missing */
  prepare(): void;
}

/**
 * Runs jobs of searches until a signal arrives. Running jobs then write a checkpoint and return to the queue. With
 * `gpus`, a process is started for each GPU.
 *
 * @throws InputError if an option is invalid
 * @throws EnvironmentError if Redis or a local requirement is unavailable
 */
export async function runWorker(
  options: WorkerCommandOptions,
  runtime: WorkerRuntime,
  output: Pick<Output, 'verbosity' | 'progress' | 'notice'>,
): Promise<void> {
  const queue = takeQueueUrl(options.queue);
  if (queue === undefined) {
    throw new InputError(`no queue: give --queue redis://HOST:6379 or set ${QUEUE_VARIABLE}`);
  }
  const address = parseRedisAddress(queue);
  const concurrency = parsePositiveInteger(options.concurrency ?? '1', '--concurrency');
  const lockSeconds = parsePositiveInteger(options.lockSeconds ?? '30', '--lock-seconds');
  const folder = path.resolve(options.checkpoints ?? path.join(getCacheFolder(), 'jobs'));
  const dataFolder = options.dataDir === undefined ? undefined : path.resolve(options.dataDir);
  const gpus = options.gpus?.split(',').map((gpu) => parseWholeNumber(gpu, '--gpus'));
  const stop = new AbortController();
  const requestStop = (): void => stop.abort();
  const releaseSignals = handleStopSignals(requestStop, output.progress);
  process.once('disconnect', requestStop); // the parent process of a GPU worker has ended
  const restoreTerminal = surviveLostTerminal();
  try {
    if (gpus !== undefined) {
      const args = ['worker', '--concurrency', String(concurrency), '--checkpoints', folder];
      args.push('--lock-seconds', String(lockSeconds));
      if (dataFolder !== undefined) args.push('--data-dir', dataFolder);
      if (output.verbosity !== 'normal') args.push(`--${output.verbosity}`);
      process.exitCode = await runGpuWorkers({
        gpus,
        args,
        env: { [QUEUE_VARIABLE]: queue },
        stop: stop.signal,
        // What a worker prints with --quiet is meant to be seen.
        forward: output.verbosity === 'quiet' ? output.notice : output.progress,
        notice: output.notice,
      });
      return;
    }
    runtime.prepare();
    await runRedisWorker({
      address,
      thread: runtime.thread,
      concurrency,
      folder,
      findProblem: (job) => runtime.findProblem?.(job, dataFolder),
      lockMs: 1000 * lockSeconds,
      signal: stop.signal,
      log: output.progress,
    });
  } finally {
    process.removeListener('disconnect', requestStop);
    releaseSignals();
    restoreTerminal();
  }
}

/** Runs `nao worker`. @throws as `runWorker` */
export async function runWorkerCommand(options: WorkerCommandOptions, output: Output): Promise<void> {
  await runWorker(
    options,
    {
      thread: path.join(__dirname, '..', '..', 'evaluators', 'from-scratch', 'thread.js'),
      findProblem: findChildJobProblem,
      // Each child is trained with the number of threads of its search.
      prepare: () => prepareEnvironment({ threads: 'open' }),
    },
    output,
  );
}
