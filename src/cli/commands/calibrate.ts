import { type Command, Option } from 'commander';
import { createQueueOption, createSetOption } from './options';
import type { CalibrateOptions } from './run-calibrate.js';

/** Adds `nao calibrate` to the program. */
export function addCalibrateCommand(program: Command): void {
  program
    .command('calibrate')
    .description('Check how well shared-weight scores rank architectures against training from scratch.')
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
    .action(async (dir: string, options: CalibrateOptions) => {
      const { runCalibrateCommand } = await import('./run-calibrate.js');
      await runCalibrateCommand(dir, options);
    });
}
