import type { Command } from 'commander';
import { runWithOutput } from '../output/output';

/** Options of the output, which may follow the name of a benchmark. */
const OUTPUT_FLAGS = ['json', 'quiet', 'verbose'];

/** Adds `nao bench` to the program. */
export function addBenchCommand(program: Command): void {
  program
    .command('bench')
    .description('Measure speed.')
    .argument(
      '<name>',
      'benchmark: ws-cnn or ws-rnn, shared weights; child-cnn, a fixed network; children, of mode full; controller; memory; ' +
        'placement, what a GPU would run; gpu, a check of a GPU; scaling, of a step; totals, of a search; builds, another build beside this one',
    )
    .argument('[options...]', "the benchmark's own options, such as --steps 20")
    .passThroughOptions()
    .allowUnknownOption()
    .action(async (name: string, options: string[], _: object, command: Command) => {
      const { runBenchCommand } = await import('./run-bench.js');
      const given = OUTPUT_FLAGS.filter((flag) => options.includes(`--${flag}`));
      for (const flag of given) command.setOptionValue(flag, true);
      const own = options.filter((option) => !given.some((flag) => option === `--${flag}`));
      await runWithOutput(command, (output) => runBenchCommand(name, own, output));
    });
}
