import type { Command } from 'commander';
import type { ReportOptions } from './run-report';

/** Adds `nao report` to the program. */
export function addReportCommand(program: Command): void {
  program
    .command('report')
    .description(
      "Write report.html and NAO's figure 2 into a run folder, or compare several runs in one page.",
    )
    .argument('<dirs...>', 'run folders of searches, finished or not')
    .option('--out <file>', 'page that compares several runs (default: report.html in the current folder)')
    .action(async (dirs: string[], options: ReportOptions) => {
      const { runReportCommand } = await import('./run-report.js');
      await runReportCommand(dirs, options);
    });
}
