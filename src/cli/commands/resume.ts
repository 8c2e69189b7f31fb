import type { Command } from 'commander';
import { createMaxHoursOption, createQueueOption } from './options';

/** Options of `nao resume`. */
export interface ResumeOptions {
  readonly maxHours?: string;
  /** Address of a Redis server. */
  readonly queue?: string;
}

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
