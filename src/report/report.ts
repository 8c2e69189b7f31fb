import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '../errors';
import { writeAtomically } from '../files/durable';
import { writeFigure2 } from './charts/figure-files';
import { GENERATOR, renderComparisonPage, renderRunPage } from './page';
import { ignoreMissing } from './read-csv';
import { readRunFiles, type RunFiles } from './run-files';

/**
 * Writes `report.html`, and figure 2 of the paper as `figure2a` and `figure2b`, `.csv` and `.svg`, into a run folder. It
 * reads that folder's files alone: any old run can be reported again, and so can one that has only begun or is still
 * going on. A reader never sees half a file.
 *
 * @returns the path of the report
 * @throws InputError if `runDir` is no run folder
 * @throws FailedError if the report cannot be written
 */
export async function writeReport(runDir: string): Promise<string> {
  const run = await readRunFiles(runDir);
  const file = path.join(runDir, 'report.html');
  await writeAtomically(file, await renderRunPage(run));
  await writeFigure2(runDir, run);
  return file;
}

/**
 * Writes one page that compares several runs, of whatever kinds, and holds the report of each. The run folders are left
 * as they are.
 *
 * @param file a report of before is replaced
 * @throws InputError if one is no run folder, or `file` is something else than a report
 * @throws FailedError if the page cannot be written
 */
export async function writeComparison(runDirs: readonly string[], file: string): Promise<void> {
  await assertReplaceable(file);
  const folders = [...new Set(runDirs.map((runDir) => path.resolve(runDir)))];
  const runs = await Promise.all(folders.map(readRunFiles));
  await writeAtomically(file, await renderComparisonPage(nameRuns(folders, runs)));
}

/** Folders of one name are told apart by as many of those above them as it takes. */
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

async function assertReplaceable(file: string): Promise<void> {
  const existing = await ignoreMissing(stat(file));
  if (existing === undefined) return;
  if (existing.isFile() && (await readFile(file, 'utf8')).includes(GENERATOR)) return;
  throw new InputError(`'${file}' is there already and no report: give another file with --out`);
}
