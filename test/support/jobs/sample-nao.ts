import path from 'node:path';
import { Command } from 'commander';
import { explain } from '../../../src/cli/report-error';
import { worker, type WorkerCommandOptions } from '../../../src/cli/worker';

/*
 * A command line with `nao worker` alone, which does the jobs of the sample thread.
 */
const program = new Command();
program
  .command('worker')
  .option('--queue <url>')
  .option('--gpus <numbers>')
  .option('--concurrency <n>')
  .option('--checkpoints <dir>')
  .option('--lock-seconds <s>')
  .action((options: WorkerCommandOptions) =>
    worker(options, { thread: path.join(__dirname, 'sample-thread.js'), prepare: () => undefined }),
  );
program.parseAsync().catch((error: unknown) => {
  process.exitCode = explain(error);
});
