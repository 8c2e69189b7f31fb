import type { Command } from 'commander';
import { runWithOutput } from '../output/output';

/** Adds `nao show` to the program. */
export function addShowCommand(program: Command): void {
  program
    .command('show')
    .description('Show a run: its state, the settings that matter, its best architectures and its files.')
    .argument('<run>', 'run folder of a search or a training run')
    .action(async (run: string, _: object, command: Command) => {
      const { runShowCommand } = await import('./run-show.js');
      await runWithOutput(command, (output) => runShowCommand(run, output));
    });
}
