import { type Command, Option } from 'commander';
import { EXPORT_FORMATS } from '../../export/formats';
import { runWithOutput } from '../output/output';
import { createTextSpaceOption } from './options';
import type { ExportOptions } from './run-export';

/** Adds `nao export` to the program. */
export function addExportCommand(program: Command): void {
  program
    .command('export')
    .description('Write a cell or a trained network for another framework.')
    .argument(
      '<what>',
      "folder of a training run (with its weights) or search (its best cell), architecture's text, file with the text, or " +
        'published cell such as NAONet',
    )
    .addOption(
      new Option(
        '--format <format>',
        'genotype, the notation of DARTS; json, the graph of the cell; pytorch or keras, source and weights; onnx, a trained ' +
          'network (needs the Python packages tensorflow and tf2onnx)',
      )
        .choices(EXPORT_FORMATS)
        .makeOptionMandatory(),
    )
    .addOption(createTextSpaceOption())
    .option(
      '--out <file>',
      'file to write, such as model.py (weights: model.safetensors) or model.onnx (default: standard output, for text)',
    )
    .action(async (what: string, options: ExportOptions, command: Command) => {
      const { runExportCommand } = await import('./run-export.js');
      await runWithOutput(command, (output) => runExportCommand(what, options, output));
    });
}
