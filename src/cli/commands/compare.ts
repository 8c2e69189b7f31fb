import type { Command } from 'commander';
import { runWithOutput } from '../output/output';
import {
  createConfigOption,
  createNoConfigOption,
  createSetOption,
  createTableOption,
  createTableSpaceOption,
  createThreadsOption,
} from './options';
import type { CompareOptions } from './run-compare';

/** Adds `nao compare` to the program. */
export function addCompareCommand(program: Command): void {
  program
    .command('compare')
    .description('Compare the search with baselines on a benchmark table.')
    .option(
      '--searchers <names>',
      'searchers, separated by commas; the first is tested against each of the others',
      'nao,random,evolution,local,gp,reinforce',
    )
    .addOption(createTableOption())
    .addOption(createTableSpaceOption())
    .option('--budget <counts>', 'query budgets to compare at, separated by commas', '100,200')
    .option('--seeds <count>', 'searches per searcher, with the seeds 1 to this number', '50')
    .option('--preset <name>', "base settings of nao's own search", 'quick')
    .addOption(createConfigOption())
    .addOption(createNoConfigOption())
    .addOption(createSetOption('controller.epochs=50'))
    .addOption(createThreadsOption('searches'))
    .requiredOption('--out <dir>', 'folder for the results, new, or of a comparison to continue')
    .action(async (options: CompareOptions, command: Command) => {
      const { runCompareCommand } = await import('./run-compare.js');
      await runWithOutput(command, (output) => runCompareCommand(options, output));
    });
}
