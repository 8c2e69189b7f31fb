import { type Command, Option } from 'commander';
import { runWithOutput } from '../output/output';
import { createDataDirOption, createDeviceOption, createResizeOption } from './options';
import type { EvaluateOptions } from './run-evaluate';

/** Adds `nao evaluate` to the program. */
export function addEvaluateCommand(program: Command): void {
  program
    .command('evaluate')
    .description('Score an exported model.')
    .argument('<dir>', 'export of nao train, or its run folder')
    .option('--dataset <name>', 'data set (default: the one that the model was trained on)')
    .addOption(createDataDirOption())
    .addOption(createResizeOption())
    .addOption(new Option('--part <part>', 'part to score on').choices(['test', 'train']).default('test'))
    .option(
      '--batch <n>',
      'batch size. Images: the score does not depend on it (default: 100). Text: the score depends on it ' +
        '(default: that of the training)',
    )
    .addOption(createDeviceOption())
    .action(async (dir: string, options: EvaluateOptions, command: Command) => {
      const { runEvaluateCommand } = await import('./run-evaluate.js');
      await runWithOutput(command, (output) => runEvaluateCommand(dir, options, output));
    });
}
