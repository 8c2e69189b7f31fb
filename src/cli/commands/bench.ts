import type { Command } from 'commander';

/** Adds `nao bench` to the program. */
export function addBenchCommand(program: Command): void {
  program
    .command('bench')
    .description('Measure speed.')
    .argument(
      '<name>',
      'benchmark: ws-cnn or ws-rnn, shared weights; child-cnn, a fixed network; children, of mode full; controller; memory; ' +
        'placement, what a GPU would run; gpu, a check of a GPU; scaling',
    )
    .argument('[options...]', "the benchmark's own options; --json prints all figures as one line of JSON")
    .passThroughOptions()
    .allowUnknownOption()
    .action(async (name: string, options: string[]) => {
      const { runBenchCommand } = await import('./run-bench.js');
      await runBenchCommand(name, options);
    });
}
