import type { SearchConfig } from '../config/schema/search';
import { readTableRows } from '../evaluators/table/rows';
import type { Space } from '../space/space';
import type { Scored } from './predictors';

/** A column of the table, with the rows that have a number in it. */
export interface Target {
  readonly column: string;
  readonly rows: readonly Scored[];
}

/**
 * The score's column and the report's. Scores as they are better when higher; rows whose training failed are left out.
 *
 * @throws EnvironmentError, InputError as `readTableRows`
 */
export function readTargets({ table }: SearchConfig, space: Space): Target[] {
  const rows = readTableRows(table, space);
  const sign = table.better === 'higher' ? 1 : -1;
  const target = (column: string, scoreOf: (row: (typeof rows)[number]) => number): Target => ({
    column,
    rows: rows
      .map((row) => ({ architecture: row.architecture, score: sign * scoreOf(row) }))
      .filter(({ score }) => Number.isFinite(score)),
  });
  const { scoreColumn, reportColumn } = table;
  const targets = [target(scoreColumn, ({ score }) => score)];
  return reportColumn === '' || reportColumn === scoreColumn
    ? targets
    : [...targets, target(reportColumn, ({ report = NaN }) => report)];
}
