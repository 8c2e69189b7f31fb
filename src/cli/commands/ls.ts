import type { Command } from 'commander';
import { runWithOutput } from '../output/output';

/** Adds `nao ls` to the program. */
export function addLsCommand(program: Command): void {
  program
    .command('ls')
    .description('List the runs in a folder and below it.')
    .argument('[folder]', 'folder that is searched, up to four levels deep', '.')
    .action(async (folder: string, _: object, command: Command) => {
      const { runLsCommand } = await import('./run-ls.js');
      await runWithOutput(command, (output) => runLsCommand(folder, output));
    });
}
