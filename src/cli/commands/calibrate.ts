import { type Command, Option } from 'commander';
import { InputError } from '../../errors';
import { runWithOutput } from '../output/output';
import { createColumnOption, createQueueOption, createSetOption } from './options';
import type { TableCalibrationOptions } from './run-calibrate-table.js';
import type { CalibrateOptions } from './run-calibrate.js';

/** Options of training from scratch. */
const TRAINING_OPTIONS = ['architectures', 'preset', 'concurrency', 'queue'];
/** Options of the comparison with a table. */
const TABLE_OPTIONS = ['cells', 'column'];

/** Adds `nao calibrate` to the program. */
export function addCalibrateCommand(program: Command): void {
  program
    .command('calibrate')
    .description(
      'Check how well shared-weight scores rank architectures against training from scratch, or against a table.',
    )
    .argument('<dir>', 'run folder of a search of mode ws')
    .option('--architectures <count>', 'sample size, drawn at random from the last scoring', '20')
    .addOption(
      new Option('--preset <name>', 'preset of mode full whose training settings are used')
        .choices(['quick', 'cpu', 'paper', 'tiny'])
        .default('cpu'),
    )
    .addOption(createSetOption('child.epochs=10'))
    .option('--concurrency <n>', 'children trained in parallel in this process', '1')
    .addOption(createQueueOption())
    .option(
      '--table <file>',
      'CSV file of true scores, optionally gzipped: compare with it, and train nothing',
    )
    .option(
      '--cells <count>',
      'with --table: random cells of the table to score, or all: one of each class of isomorphic cells (default: 1000)',
    )
    .addOption(createColumnOption())
    .action(
      async (
        dir: string,
        options: CalibrateOptions & Partial<TableCalibrationOptions>,
        command: Command,
      ): Promise<void> => {
        const { table } = options;
        if (table === undefined) {
          assertNotGiven(command, TABLE_OPTIONS, 'needs --table FILE: add it');
          const { runCalibrateCommand } = await import('./run-calibrate.js');
          await runWithOutput(command, (output) => runCalibrateCommand(dir, options, output));
        } else {
          assertNotGiven(
            command,
            TRAINING_OPTIONS,
            'has no effect with --table, which trains nothing: leave it out',
          );
          const { runTableCalibrationCommand } = await import('./run-calibrate-table.js');
          await runWithOutput(command, (output) =>
            runTableCalibrationCommand(dir, { ...options, table }, output),
          );
        }
      },
    );
}

/** @throws InputError if the command line has one of the options */
function assertNotGiven(command: Command, options: readonly string[], reason: string): void {
  const given = options.find((option) => command.getOptionValueSource(option) === 'cli');
  if (given !== undefined) throw new InputError(`--${given} ${reason}`);
}
