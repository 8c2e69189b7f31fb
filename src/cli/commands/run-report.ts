import { writeComparison, writeComparisonTables, writeReport } from '../../report/report';
import { printLine, printNotice } from '../output';

/** Options of `nao report`: files to write. */
export interface ReportOptions {
  readonly out?: string;
  readonly csv?: string;
  readonly latex?: string;
}

/**
 * Runs `nao report`: writes a page into one run folder, or with several folders or `out`, one page that compares them; with
 * `csv` and `latex` their table too.
 *
 * @throws InputError if a folder is not a run folder, or `out` exists and is not a report
 */
export async function runReportCommand(
  dirs: readonly string[],
  { out, csv, latex }: ReportOptions,
): Promise<void> {
  const [only, ...others] = dirs;
  if (csv !== undefined || latex !== undefined) await writeComparisonTables(dirs, { csv, latex });
  if (others.length === 0 && out === undefined) {
    printLine(await writeReport(only, printNotice));
  } else {
    const file = out ?? 'report.html';
    await writeComparison(dirs, file, printNotice);
    printLine(file);
  }
  for (const file of [csv, latex]) if (file !== undefined) printLine(file);
}
