import path from 'node:path';
import { writeReportFile } from '../files/durable';
import { writeFigure2 } from './charts/figure-files';
import { toCsv, toLatex } from './html/table-export';
import { renderComparisonPage, renderRunPage } from './page';
import { readRunFiles, type RunFiles } from './run-files';
import { createSearchesTable } from './sections/comparison';
import { assertDistinct, assertReplaceable } from './targets';
import { readTrainingFiles } from './training/files';
import { renderTrainingPage } from './training/page';

/**
 * Writes `report.html` into the run folder of a search or a training, and for a search NAO's figure 2 as `figure2a` and
 * `figure2b`, each `.csv` and `.svg`. It reads only the folder's files, so old, running and interrupted runs can all be reported. Writes are atomic.
 *
 * @param onWarning called with what the report could not read
 * @returns the path of the report
 * @throws InputError if `runDir` is not a run folder
 * @throws FailedError if a log is not what it was at the last checkpoint, or the report cannot be written
 */
export async function writeReport(
  runDir: string,
  onWarning: (text: string) => void = () => undefined,
): Promise<string> {
  const file = path.join(runDir, 'report.html');
  const training = await readTrainingFiles(runDir);
  if (training !== undefined) {
    training.warnings.forEach(onWarning);
    await writeReportFile(file, await renderTrainingPage(training));
    return file;
  }
  const run = await readRunFiles(runDir);
  run.warnings.forEach(onWarning);
  await writeReportFile(file, await renderRunPage(run));
  await writeFigure2(runDir, run);
  return file;
}

/**
 * Writes one page that compares several searches, of any kinds, and includes the report of each. The page of one search is its
 * report. The run folders are not changed.
 *
 * @param file path of the page; an existing report is replaced
 * @param onWarning called with what the page could not read, after the name of the run
 * @throws InputError if a folder is not a run folder, that of `file` does not exist, or `file` exists and is not a report
 * @throws FailedError if the page cannot be written
 */
export async function writeComparison(
  runDirs: readonly string[],
  file: string,
  onWarning: (text: string) => void = () => undefined,
): Promise<void> {
  await assertReplaceable({ page: file });
  const runs = await readRuns(runDirs);
  for (const { name, warnings } of runs) warnings.forEach((warning) => onWarning(`${name}: ${warning}`));
  await writeReportFile(file, await renderComparisonPage(runs));
}

/**
 * Writes the results of several runs as one table, without changing the run folders.
 *
 * @param files paths of the table as CSV and as LaTeX; existing tables are replaced
 * @throws InputError if a folder is not a run folder or does not exist, a file exists and is not such a table, or both are the same
 * @throws FailedError if a file cannot be written
 */
export async function writeComparisonTables(
  runDirs: readonly string[],
  { csv, latex }: { readonly csv?: string; readonly latex?: string },
): Promise<void> {
  assertDistinct([csv, latex]);
  await assertReplaceable({ csv, latex });
  const table = createSearchesTable(await readRuns(runDirs));
  if (csv !== undefined) await writeReportFile(csv, toCsv(table));
  if (latex !== undefined) await writeReportFile(latex, `${toLatex(table)}\n`);
}

/** Reads runs, each once, and names them. */
async function readRuns(runDirs: readonly string[]): Promise<RunFiles[]> {
  const folders = [...new Set(runDirs.map((runDir) => path.resolve(runDir)))];
  return nameRuns(folders, await Promise.all(folders.map(readRunFiles)));
}

/** Names each run by its folder, preceded by as many parent folders as are needed to make the name unique. */
function nameRuns(folders: readonly string[], runs: readonly RunFiles[]): RunFiles[] {
  const parts = folders.map((folder) => folder.split(path.sep));
  const formatName = (folder: readonly string[], depth: number): string => folder.slice(-depth).join('/');
  return runs.map((run, i) => {
    let depth = 1;
    const isTaken = (): boolean =>
      parts.some((other, j) => j !== i && formatName(other, depth) === formatName(parts[i], depth));
    while (depth < parts[i].length && isTaken()) depth += 1;
    return { ...run, name: formatName(parts[i], depth) };
  });
}
