import type { Command } from 'commander';
import { runWithOutput } from '../output/output';
import { createSetOption, createTableOption, createTableSpaceOption, createThreadsOption } from './options';
import type { ComparePredictorsOptions } from './run-compare-predictors';

/** Adds `nao compare-predictors` to the program. */
export function addComparePredictorsCommand(program: Command): void {
  program
    .command('compare-predictors')
    .description("Measure how well predictors rank the architectures of a table (Kendall's tau).")
    .option(
      '--predictors <names>',
      'predictors, separated by commas: nao, the network of preset paper; nao-ranks, trained on ranks; nao-pairwise, on the ' +
        'order of pairs; nao-pseudo-labels, nao-ranks with pseudo labels; ard-gp, a Gaussian process on graph features; gp, one on the features of the baseline of nao compare; gp-ranks, trained on ranks',
      'nao,ard-gp,gp',
    )
    .addOption(createTableOption())
    .addOption(createTableSpaceOption())
    .option(
      '--train-sizes <counts>',
      'training set sizes in random rows, separated by commas',
      '78,156,469,781,1563',
    )
    .option(
      '--held-out <count>',
      'random rows that no training set has, to compute tau over; 0 for tau over all rows',
      '0',
    )
    .option('--seeds <count>', 'measurements per predictor and size, with the seeds 1 to this number', '10')
    .addOption(createSetOption('controller.epochs=50'))
    .requiredOption('--out <file>', 'CSV file of the measurements, new, or of measurements to continue')
    .addOption(createThreadsOption('measurements'))
    .action(async (options: ComparePredictorsOptions, command: Command) => {
      const { runComparePredictorsCommand } = await import('./run-compare-predictors.js');
      await runWithOutput(command, (output) => runComparePredictorsCommand(options, output));
    });
}
