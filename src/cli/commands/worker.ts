import type { Command } from 'commander';
import { runWithOutput } from '../output/output';
import type { WorkerCommandOptions } from './run-worker';

/** Adds `nao worker` to the program. */
export function addWorkerCommand(program: Command): void {
  program
    .command('worker')
    .description('Train children for searches of mode full, until a signal stops it.')
    .option(
      '--queue <url>',
      'Redis server, redis://[[USER]:PASSWORD@]HOST[:PORT], rediss:// for TLS (default: environment variable NAO_QUEUE)',
    )
    .option('--gpus <numbers>', 'start one process for each of these GPUs, such as 0,1')
    .option('--concurrency <n>', 'children trained in parallel in a process', '1')
    .option('--checkpoints <dir>', 'folder for checkpoints, shared or local (default: in the cache folder)')
    .option(
      '--data-dir <path>',
      'folder that jobs may read data from; a job with another path is given back and ends the worker (default: any)',
    )
    .option('--lock-seconds <s>', 'seconds after which the job of a dead worker is released', '30')
    .action(async (options: WorkerCommandOptions, command: Command) => {
      const { runWorkerCommand } = await import('./run-worker.js');
      await runWithOutput(command, (output) => runWorkerCommand(options, output));
    });
}
