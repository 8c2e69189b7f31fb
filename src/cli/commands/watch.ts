import type { Command } from 'commander';
import { runWithOutput } from '../output/output';
import type { WatchCommandOptions } from './run-watch';

/** Adds `nao watch` to the program. */
export function addWatchCommand(program: Command): void {
  program
    .command('watch')
    .description('Serve a live page of a run, or of all runs in a folder, until Ctrl-C.')
    .argument('[folder]', 'run folder, or folder with runs below (default: the current folder)')
    .option('--port <n>', 'port of the page (default: any free one)')
    .option(
      '--host <address>',
      'address of this machine to listen on, such as 0.0.0.0 for all; the page then needs the token in the printed URL ' +
        '(default: 127.0.0.1, this machine only)',
    )
    .action(async (folder: string | undefined, options: WatchCommandOptions, command: Command) => {
      const { runWatchCommand } = await import('./run-watch.js');
      await runWithOutput(command, (output) => runWatchCommand(folder ?? '.', options, output));
    });
}
