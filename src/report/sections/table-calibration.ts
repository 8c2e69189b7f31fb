import { type Figure, renderFigures } from '../charts/figure';
import { createSelectionScatter, type RankedPoint } from '../charts/selection-scatter';
import { emptyHtml, html, type Html, renderSection } from '../html/html';
import { renderTable } from '../html/table';
import { type LogRow, readNumberCell } from '../read-csv';
import type { RunFiles } from '../run-files';

/** Renders how well shared scores, and parameters alone, rank the cells of a table, if `nao calibrate --table` has run. */
export function renderTableCalibrationSection({ tableCalibration, tableCalibrationSummary }: RunFiles): Html {
  const { rows } = tableCalibrationSummary;
  if (rows.length === 0) return emptyHtml;
  const figures = rows.flatMap((row) => createScatter(row, tableCalibration.rows) ?? []);
  return renderSection(
    'Shared scores against a table',
    html`<p>
        Random cells of a table were scored with shared weights, and nothing was trained. Kendall's tau and
        Spearman's rho are 1 if the order is that of the table and 0 if they are unrelated. A score with
        shared weights has learned something only where it ranks better than the number of parameters.
        Smoothed scores are those of a Gaussian process on the graphs of the cells, fitted to the shared
        scores. Cells of equal rank are in random order, and what is selected is an expectation over that
        order.
      </p>
      ${renderQualityTable(rows)} ${renderFigures(figures)}`,
  );
}

/** Columns of the table, with those of table-calibration-summary.csv. */
const COLUMNS = [
  ['cells', 'cells'],
  ["Kendall's tau", 'kendall_tau'],
  ["Spearman's rho", 'spearman_rho'],
  ['pairs right', 'pairwise_accuracy'],
  ['first cell', 'top1'],
  ['better than', 'top1_percentile'],
  ['mean of first 10', 'top10_mean'],
  ['best of first 10', 'top10_best'],
] as const;

function renderQualityTable(rows: readonly LogRow[]): Html {
  const tableColumns = [...new Set(rows.map((row) => row.table_column))];
  return renderTable({
    name: 'selection by shared scores and by parameters',
    columns: [{ head: 'true value' }, { head: 'ranked by' }, ...COLUMNS.map(([head]) => ({ head }))],
    rows: tableColumns.flatMap((name) => {
      const ofColumn = rows.filter((row) => row.table_column === name);
      const [{ cells, random_mean, random10_best }] = ofColumn;
      const chance: LogRow = {
        cells,
        kendall_tau: '0',
        spearman_rho: '0',
        pairwise_accuracy: '0.5',
        top1: random_mean,
        top1_percentile: '0.5',
        top10_mean: random_mean,
        top10_best: random10_best,
        ranked_by: 'chance',
      };
      return [...ofColumn, chance].map((row) => [
        name,
        row.ranked_by,
        ...COLUMNS.map(([, column]) => readNumberCell(row, column)),
      ]);
    }),
  });
}

function createScatter(
  { table_column: y, ranked_by: x, ranked_direction }: LogRow,
  cells: readonly LogRow[],
): Figure | undefined {
  const points = cells.flatMap((row): RankedPoint[] => {
    const [ranking, truth] = [readNumberCell(row, x), readNumberCell(row, y)];
    if (ranking === undefined || truth === undefined) return [];
    return [{ architecture: row.architecture, x: ranking, y: truth }];
  });
  if (points.length === 0) return undefined;
  const direction = ranked_direction === 'minimize' ? 'minimize' : 'maximize';
  return createSelectionScatter(points, { x, y, direction });
}
