import path from 'node:path';
import type { RunFiles } from './run-files';

/** What a run's scores are of, data set or table: those of equal subjects may be set side by side. */
export function subjectOf({ settings }: RunFiles): string {
  const subject = settings.mode === 'table' ? settings.table.file : settings.data.dataset;
  return subject ?? 'not recorded';
}

/** The same as a name: a table's file without its folders. */
export function subjectName(run: RunFiles): string {
  return path.basename(subjectOf(run));
}
