import { writeComparison, writeComparisonTables, writeReport } from '../../report/report';
import type { Output } from '../output/output';

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
  output: Output,
): Promise<void> {
  const [only, ...others] = dirs;
  if (csv !== undefined || latex !== undefined) await writeComparisonTables(dirs, { csv, latex });
  const file = out ?? 'report.html';
  let report = file;
  if (others.length === 0 && out === undefined) report = await writeReport(only, output.notice);
  else await writeComparison(dirs, file, output.notice);
  const written = [report, csv, latex].filter((each) => each !== undefined);
  output.result(written, { runs: dirs, report, csv, latex });
}
