import type { Command } from 'commander';
import { runWithOutput } from '../output/output';
import { createTextSpaceOption } from './options';
import type { DrawOptions } from './run-draw';

/** Adds `nao draw` to the program. */
export function addDrawCommand(program: Command): void {
  program
    .command('draw')
    .description('Draw cells as SVG files.')
    .argument(
      '<what>',
      "architecture's text, file with one text per line, run folder (its best), or published cell such as NAONet",
    )
    .addOption(createTextSpaceOption())
    .option('--out <dir>', 'folder for the drawings', '.')
    .action(async (what: string, options: DrawOptions, command: Command) => {
      const { runDrawCommand } = await import('./run-draw.js');
      await runWithOutput(command, (output) => runDrawCommand(what, options, output));
    });
}
