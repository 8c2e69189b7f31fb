import type { Command } from 'commander';
import { runWithOutput } from '../output/output';
import { createResizeOption } from './options';
import type { DataOptions } from './run-data';

/** Adds `nao data` to the program. */
export function addDataCommand(program: Command): void {
  program
    .command('data')
    .description('Download, check and decode a data set, or list the data sets.')
    .argument('[name]', 'data set, such as cifar10 or ptb; without it, all are listed')
    .option('--data-dir <path>', 'folder, archive or text file to read instead of downloading')
    .addOption(createResizeOption())
    .option(
      '--vocabulary <words>',
      'maximum vocabulary of a text in words; 0 keeps every word (of moby-dick, 10,000)',
      '0',
    )
    .action(async (name: string | undefined, options: DataOptions, command: Command) => {
      const { runDataCommand } = await import('./run-data.js');
      await runWithOutput(command, (output) => runDataCommand(name, options, output));
    });
}
