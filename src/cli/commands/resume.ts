import type { Command } from 'commander';
import { runWithOutput } from '../output/output';
import { createMaxHoursOption, createQueueOption, createWatchOption } from './options';
import type { ResumeOptions } from './run-resume';

/** Adds `nao resume` to the program. */
export function addResumeCommand(program: Command): void {
  program
    .command('resume')
    .description(
      'Resume a search or a training run that was stopped, or continue a finished search with more rounds.',
    )
    .argument('<dir>', 'run folder')
    .option(
      '--rounds <n>',
      'another number of rounds of a search, setting search.rounds (default: as before)',
    )
    .option(
      '--data-dir <path>',
      'folder, archive or text file of the data, if they have moved (default: as before)',
    )
    .option('--table <file>', 'table of a search, if it has moved (default: as before)')
    .addOption(createMaxHoursOption())
    .addOption(createQueueOption())
    .addOption(createWatchOption())
    .action(async (dir: string, options: ResumeOptions, command: Command) => {
      const { runResumeCommand } = await import('./run-resume.js');
      await runWithOutput(command, (output) => runResumeCommand(dir, options, output));
    });
}
