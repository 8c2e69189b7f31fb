import { correlateScores } from '../../statistics/rank-correlation';
import { renderFigures } from '../charts/figure';
import { createSelectionScatter, type RankedPoint } from '../charts/selection-scatter';
import { formatCount, formatNumber } from '../format';
import { emptyHtml, html, type Html, renderSection } from '../html/html';
import { type ArchitectureRanking, inferDirection } from '../ranking';
import { type LogTable, readNumberCell } from '../read-csv';
import type { RunFiles } from '../run-files';

/** Renders shared scores against own scores, if `nao calibrate` has measured them. */
export function renderCalibrationSection(
  { calibration }: RunFiles,
  ranking: ArchitectureRanking | undefined,
): Html {
  const { columns, rows } = calibration;
  if (ranking === undefined || rows.length === 0) return emptyHtml;
  const own = findOwnMetric(columns, ranking);
  const points = rows.flatMap((row): RankedPoint[] => {
    const [x, y] = [readNumberCell(row, ranking.metric), readNumberCell(row, own)];
    return x === undefined || y === undefined ? [] : [{ architecture: `architecture ${row.id}`, x, y }];
  });
  if (points.length === 0) return emptyHtml;
  const { direction } = ranking;
  return renderSection(
    'Shared against own scores',
    html`${renderCalibration(calibration, ranking)}
    ${renderFigures([createSelectionScatter(points, { x: ranking.metric, y: own, direction })])}`,
  );
}

/** Renders how well shared scores rank architectures, if `nao calibrate` has measured it. */
export function renderCalibration({ columns, rows }: LogTable, ranking: ArchitectureRanking): Html {
  if (rows.length === 0) return emptyHtml;
  const { metric, direction } = ranking;
  const own = findOwnMetric(columns, ranking);
  const readColumn = (name: string): number[] => rows.map((row) => readNumberCell(row, name) ?? NaN);
  const { tau, rho } = correlateScores(
    { direction, values: readColumn(metric) },
    { direction: inferDirection(own), values: readColumn(own) },
  );
  const rounds = [...new Set(rows.map((row) => row.round))].join(', ');
  return html`<p>
    Calibration: ${formatCount(tau.n)} architectures of round ${rounds} were also trained from scratch.
    Between ${metric} and ${own}, Kendall's tau is
    <strong>${formatCorrelation(tau.value)}</strong> and Spearman's rho is
    <strong>${formatCorrelation(rho.value)}</strong> (1: same order, 0: no correlation).
  </p>`;
}

/** Returns the column of the scores from scratch, which follows that of the shared scores. */
function findOwnMetric(columns: readonly string[], { metric }: ArchitectureRanking): string {
  return columns[columns.indexOf(metric) + 1];
}

function formatCorrelation(value: number | undefined): string {
  return value === undefined ? 'undefined' : formatNumber(value);
}
