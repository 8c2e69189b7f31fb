import { type Command, Option } from 'commander';
import { runWithOutput } from '../output/output';
import {
  createConfigOption,
  createDataDirOption,
  createDatasetOption,
  createDeviceSettingOption,
  createMaxHoursOption,
  createNoConfigOption,
  createQueueOption,
  createSeedOption,
  createSetOption,
  createWatchOption,
  SPACES,
} from './options';
import type { SearchOptions } from './run-search';

/** Adds `nao search` to the program. */
export function addSearchCommand(program: Command): void {
  program
    .command('search')
    .description('Search for cells.')
    .addOption(
      new Option(
        '--mode <mode>',
        'how architectures are scored: ws, with shared weights; table, from a CSV file; full, trained from scratch ' +
          '(default: ws; in space nasbench201 table)',
      ).choices(['ws', 'table', 'full']),
    )
    .addOption(
      new Option(
        '--space <name>',
        'search space: cnn, image cells; rnn, recurrent cells for text; cnn11, image cells of 11 operations; ' +
          'nasbench201, cells of NAS-Bench-201 (default: cnn)',
      ).choices(SPACES),
    )
    .addOption(createDatasetOption())
    .addOption(createDataDirOption())
    .option(
      '--table <file>',
      'CSV file of architectures and scores, optionally gzipped: the scores of mode table; elsewhere the result is looked up in it',
    )
    .addOption(
      new Option(
        '--preset <name>',
        'base settings: quick, minutes; cpu, hours on 2 cores; paper, the settings of NAO, for a GPU; ' +
          'tiny, seconds, for tests',
      ).default('quick'),
    )
    .addOption(createConfigOption())
    .addOption(createNoConfigOption())
    .addOption(createSetOption('search.rounds=4'))
    .addOption(createSeedOption())
    .addOption(createDeviceSettingOption())
    .addOption(createMaxHoursOption())
    .option('--out <dir>', 'run folder, new or empty (default: runs/<preset>-<number>)')
    .addOption(createQueueOption())
    .addOption(createWatchOption())
    .option('--dry-run', 'print the plan and exit, after checking settings and --out; no data are read')
    .action(async (options: SearchOptions, command: Command) => {
      const { runSearchCommand } = await import('./run-search.js');
      await runWithOutput(command, (output) => runSearchCommand(options, output));
    });
}
