import { InputError } from '../../errors';
import { findFile } from '../../files/find';
import { listRuns } from '../../run/run-state';
import type { Output } from '../output/output';
import { formatBest, formatProgress, formatTime, nameRunState } from '../output/run-facts';
import { formatTable } from '../output/text-table';

const HEADS = ['run', 'kind', 'space', 'mode', 'state', 'progress', 'best', 'changed'];

/** Runs `nao ls`: prints a row for each run. @throws InputError if the folder does not exist */
export function runLsCommand(folder: string, output: Output): void {
  if (!findFile(folder)?.isDirectory()) {
    throw new InputError(
      `there is no folder ${folder}: give one that has runs, or leave it out for this folder`,
    );
  }
  const runs = listRuns(folder);
  if (runs.length === 0)
    output.progress(`no runs in ${folder}: nao search and nao train write them into runs/`);
  for (const { folder: run, damage } of runs) if (damage !== undefined) output.notice(`${run}: ${damage}`);
  const rows = runs.map((run) => [
    run.folder,
    run.task,
    run.space ?? '-',
    run.mode ?? '-',
    run.status,
    formatProgress(run),
    formatBest(run),
    formatTime(run.changedAt),
  ]);
  output.result(rows.length === 0 ? [] : formatTable(HEADS, rows), { folder, runs: runs.map(nameRunState) });
}
