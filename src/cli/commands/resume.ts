import type { Command } from 'commander';
import { createMaxHoursOption, createQueueOption } from './options';
import type { ResumeOptions } from './run-resume';

/** Adds `nao resume` to the program. */
export function addResumeCommand(program: Command): void {
  program
    .command('resume')
    .description('Resume a search or a training that was stopped.')
    .argument('<dir>', 'run folder')
    .addOption(createMaxHoursOption())
    .addOption(createQueueOption())
    .action(async (dir: string, options: ResumeOptions) => {
      const { runResumeCommand } = await import('./run-resume.js');
      await runResumeCommand(dir, options);
    });
}
