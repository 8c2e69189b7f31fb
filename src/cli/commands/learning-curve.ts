import type { Command } from 'commander';
import { runWithOutput } from '../output/output';
import { createDeviceOption } from './options';
import type { LearningCurveCommandOptions } from './run-learning-curve.js';

/** Adds `nao learning-curve` to the program. */
export function addLearningCurveCommand(program: Command): void {
  program
    .command('learning-curve')
    .description("Draw NAO's figure 2a for a run: train controllers on growing subsets of its scores.")
    .argument('<dir>', 'run folder of a search')
    .option(
      '--sizes <counts>',
      "training set sizes in architectures, separated by commas, such as 100,200,300 (default: NAO's 100 to 550 and all; quarters if there are fewer)",
    )
    .option(
      '--held-out <count>',
      'held-out architectures (default: 50, or a quarter if fewer than 200 are scored)',
    )
    .option('--repeats <count>', 'controllers for each size, each trained on another random subset', '1')
    .addOption(createDeviceOption())
    .action(async (dir: string, options: LearningCurveCommandOptions, command: Command) => {
      const { runLearningCurveCommand } = await import('./run-learning-curve.js');
      await runWithOutput(command, (output) => runLearningCurveCommand(dir, options, output));
    });
}
