import { type Command, Option } from 'commander';
import { runWithOutput } from '../output/output';
import {
  createConfigOption,
  createDataDirOption,
  createDatasetOption,
  createDeviceSettingOption,
  createMaxHoursOption,
  createNoConfigOption,
  createSeedOption,
  createSetOption,
  createTextSpaceOption,
  createWatchOption,
} from './options';
import type { TrainOptions } from './run-train';

/** Adds `nao train` to the program. */
export function addTrainCommand(program: Command): void {
  program
    .command('train')
    .description('Train one architecture from scratch, test it and export it.')
    .requiredOption(
      '--arch <what>',
      "published cell such as NAONet-WS, architecture's text, file with the text, or run folder (its best)",
    )
    .addOption(createTextSpaceOption())
    .addOption(createDatasetOption())
    .addOption(createDataDirOption())
    .addOption(
      new Option(
        '--preset <name>',
        "base settings: quick, minutes; child, as in NAO's search; paper, NAO's final training, for a GPU; " +
          'tiny, seconds, for tests',
      ).default('quick'),
    )
    .addOption(createConfigOption())
    .addOption(createNoConfigOption())
    .addOption(createSetOption('child.epochs=10'))
    .addOption(createSeedOption())
    .addOption(createDeviceSettingOption())
    .addOption(createMaxHoursOption())
    .addOption(createWatchOption())
    .option('--out <dir>', 'run folder, new or empty (default: runs/train-<preset>-<number>)')
    .action(async (options: TrainOptions, command: Command) => {
      const { runTrainCommand } = await import('./run-train.js');
      await runWithOutput(command, (output) => runTrainCommand(options, output));
    });
}
