import { Argument, type Command } from 'commander';
import { runWithOutput } from '../output/output';
import type { Shell } from './run-completion';

/** Adds `nao completion` to the program, and the hidden command that its scripts call. */
export function addCompletionCommand(program: Command): void {
  program
    .command('completion')
    .description('Print the script by which a shell completes commands, options and their values.')
    .addArgument(new Argument('<shell>', 'shell').choices(['bash', 'zsh', 'fish']))
    .action(async (shell: Shell, _: object, command: Command) => {
      const { runCompletionCommand } = await import('./run-completion.js');
      await runWithOutput(command, (output) => runCompletionCommand(shell, output));
    });
  program
    .command('completion-server', { hidden: true })
    .description('Print what may follow the words of a command line.')
    .usage('-- WORDS...')
    .allowExcessArguments() // not declared arguments, of which empty ones are refused
    .action(async (_: object, { args }: Command) => {
      const { runCompletionServer } = await import('./run-completion.js');
      await runCompletionServer(program, args);
    });
}
