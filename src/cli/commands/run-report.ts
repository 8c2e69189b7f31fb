import { writeComparison, writeReport } from '../../report/report';
import { printLine, printNotice } from '../output';

/** Options of `nao report`. */
export interface ReportOptions {
  readonly out?: string;
}

/**
 * Runs `nao report`: writes a page into one run folder, or with several folders or `out`, one page that compares them.
 *
 * @throws InputError if a folder is not a run folder, or `out` exists and is not a report
 */
export async function runReportCommand(dirs: readonly string[], { out }: ReportOptions): Promise<void> {
  const [only, ...others] = dirs;
  if (others.length === 0 && out === undefined) {
    printLine(await writeReport(only, printNotice));
    return;
  }
  const file = out ?? 'report.html';
  await writeComparison(dirs, file, printNotice);
  printLine(file);
}
