import type { Command } from 'commander';
import { runWithOutput } from '../output/output';
import type { ReportOptions } from './run-report';

/** Adds `nao report` to the program. */
export function addReportCommand(program: Command): void {
  program
    .command('report')
    .description(
      "Write report.html and NAO's figure 2 into a run folder, or compare several runs in one page.",
    )
    .argument('<dirs...>', 'run folders, finished or not; several of them are compared, and are of searches')
    .option(
      '--out <file>',
      'page of one search, or that compares several (default: report.html in the folder of the run, of several in the current one)',
    )
    .option('--csv <file>', 'table of the runs as CSV')
    .option('--latex <file>', 'table of the runs as LaTeX')
    .action(async (dirs: string[], options: ReportOptions, command: Command) => {
      const { runReportCommand } = await import('./run-report.js');
      await runWithOutput(command, (output) => runReportCommand(dirs, options, output));
    });
}
