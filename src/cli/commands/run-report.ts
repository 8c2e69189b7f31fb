import path from 'node:path';
import { writeComparison, writeComparisonTables, writeReport } from '../../report/report';
import { assertDistinct, assertReplaceable } from '../../report/targets';
import type { Output } from '../output/output';

/** Options of `nao report`: files to write. */
export interface ReportOptions {
  readonly out?: string;
  readonly csv?: string;
  readonly latex?: string;
}

/**
 * Runs `nao report`: writes the report of a run into its folder or to `out`, or one page that compares several runs; with `csv` and
 * `latex` their table too.
 *
 * @throws InputError before anything is written: if a folder is not a run folder, or a file cannot be written or replaced
 */
export async function runReportCommand(
  dirs: readonly string[],
  { out, csv, latex }: ReportOptions,
  output: Output,
): Promise<void> {
  const [first, ...others] = dirs;
  const page = out ?? (others.length === 0 ? undefined : 'report.html');
  const report = page ?? path.join(first, 'report.html');
  assertDistinct([report, csv, latex]);
  await assertReplaceable({ page, csv, latex });
  if (csv !== undefined || latex !== undefined) await writeComparisonTables(dirs, { csv, latex });
  if (page === undefined) await writeReport(first, output.notice);
  else await writeComparison(dirs, page, output.notice);
  const written = [report, csv, latex].filter((each) => each !== undefined);
  output.result(written, { runs: dirs, report, csv, latex });
}
