import { Command } from 'commander';
import path from 'node:path';
import { runWorker, type WorkerCommandOptions } from '../../../src/cli/commands/run-worker';
import { reportError } from '../../../src/cli/output/report-error';

/*
 * A command line with only `nao worker`, which runs the jobs of the sample thread.
 */
const program = new Command();
program
  .command('worker')
  .option('--queue <url>')
  .option('--gpus <numbers>')
  .option('--concurrency <n>')
  .option('--checkpoints <dir>')
  .option('--lock-seconds <s>')
  .option('--quiet')
  .action((options: WorkerCommandOptions & { readonly quiet?: boolean }) =>
    runWorker(
      options,
      { thread: path.join(__dirname, 'sample-thread.js'), prepare: () => undefined },
      {
        verbosity: options.quiet ? 'quiet' : 'normal',
        progress: (text) => options.quiet || process.stderr.write(`${text}\n`),
        notice: (text) => process.stderr.write(`nao: ${text}\n`),
      },
    ),
  );
program.parseAsync().catch((error: unknown) => {
  process.exitCode = reportError(error);
});
