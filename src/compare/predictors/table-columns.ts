import type { SearchConfig } from '../../config/schema/search';
import { readTableRows } from '../../evaluators/table/rows';
import type { Space } from '../../space/space';
import type { ScoredArchitecture } from './predictors';

/** A column of the table, with the rows that have a number in it. */
export interface TargetColumn {
  readonly column: string;
  readonly rows: readonly ScoredArchitecture[];
}

/**
 * The score's column and the report's. Scores as they are better when higher; rows whose training failed are left out.
 *
 * @throws EnvironmentError, InputError as `readTableRows`
 */
export function readTargetColumns({ table }: SearchConfig, space: Space): TargetColumn[] {
  const rows = readTableRows(table, space);
  const sign = table.direction === 'maximize' ? 1 : -1;
  const createColumn = (column: string, toScore: (row: (typeof rows)[number]) => number): TargetColumn => ({
    column,
    rows: rows
      .map((row) => ({ architecture: row.architecture, score: sign * toScore(row) }))
      .filter(({ score }) => Number.isFinite(score)),
  });
  const { scoreColumn, testColumn } = table;
  const targets = [createColumn(scoreColumn, ({ score }) => score)];
  return testColumn === '' || testColumn === scoreColumn
    ? targets
    : [...targets, createColumn(testColumn, ({ report = NaN }) => report)];
}
