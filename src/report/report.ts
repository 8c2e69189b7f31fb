import { rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { FailedError } from '../errors';
import { renderPage } from './page';
import { readRunFiles } from './run-files';

/**
 * Writes `report.html` into a run folder, from that folder's files alone: any old run can be reported again, and so can
 * one that has only begun or is still going on. The file is written beside and renamed, so a reader never sees half a
 * report.
 *
 * @returns the path of the report
 * @throws InputError if `runDir` is no run folder
 * @throws FailedError if the report cannot be written
 */
export async function writeReport(runDir: string): Promise<string> {
  const page = await renderPage(await readRunFiles(runDir));
  const file = path.join(runDir, 'report.html');
  const unfinished = `${file}.${process.pid}.tmp`;
  try {
    await writeFile(unfinished, page);
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw new FailedError(
      `cannot write the report '${file}' (${String(error)}): make room or make the folder writable, then run 'nao report' again`,
    );
  }
  return file;
}
