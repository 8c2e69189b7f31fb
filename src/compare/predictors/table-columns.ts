import type { SearchConfig } from '../../config/schema/search';
import { readTableRows } from '../../evaluators/table/rows';
import type { Space } from '../../space/space';
import { getSign } from '../../statistics/direction';
import type { ScoredArchitecture } from './predictors';

/** A column of the table to predict, with the rows that have a finite number in it. */
export interface TargetColumn {
  readonly column: string;
  readonly rows: readonly ScoredArchitecture[];
}

/**
 * Reads the score column and the test column of a table. Scores are negated if lower is better. Rows with
 * failed training are left out.
 *
 * @throws EnvironmentError or InputError as `readTableRows`
 */
export function readTargetColumns({ table }: SearchConfig, space: Space): TargetColumn[] {
  const rows = readTableRows(table, space);
  const sign = getSign(table.direction);
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
    : [...targets, createColumn(testColumn, ({ testValue: report = NaN }) => report)];
}
