import { correlateScores } from '../../evaluators/calibration';
import type { Metric } from '../../evaluators/evaluator';
import { FROM_SCRATCH_METRICS } from '../../evaluators/metrics';
import { renderFigures } from '../charts/figure';
import { createSelectionScatter, type RankedPoint } from '../charts/selection-scatter';
import { formatCount, formatNumber } from '../format';
import { emptyHtml, html, type Html, renderSection } from '../html/html';
import type { ArchitectureRanking } from '../ranking';
import { type LogTable, readNumberCell } from '../read-csv';
import type { RunFiles } from '../run-files';

/** Renders shared scores against own scores, if `nao calibrate` has measured them. */
export function renderCalibrationSection(
  { calibration }: RunFiles,
  ranking: ArchitectureRanking | undefined,
): Html {
  const { rows } = calibration;
  const own = findOwnMetric(calibration)?.name;
  if (ranking === undefined || own === undefined) return emptyHtml;
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
export function renderCalibration(calibration: LogTable, { metric, direction }: ArchitectureRanking): Html {
  const { rows } = calibration;
  const own = findOwnMetric(calibration);
  if (rows.length === 0 || own === undefined) return emptyHtml;
  const readColumn = (name: string): number[] => rows.map((row) => readNumberCell(row, name) ?? NaN);
  const { tau, rho } = correlateScores(
    { direction, values: readColumn(metric) },
    { ...own, values: readColumn(own.name) },
  );
  const rounds = [...new Set(rows.map((row) => row.round))].join(', ');
  return html`<p>
    Calibration: ${formatCount(tau.n)} architectures of round ${rounds} were also trained from scratch.
    Between ${metric} and ${own.name}, Kendall's tau is
    <strong>${formatCorrelation(tau.value)}</strong> and Spearman's rho is
    <strong>${formatCorrelation(rho.value)}</strong> (1: same order, 0: no correlation).
  </p>`;
}

/** Finds the metric of the scores from scratch by its column. */
function findOwnMetric({ columns }: LogTable): Metric | undefined {
  return Object.values(FROM_SCRATCH_METRICS).find(({ name }) => columns.includes(name));
}

function formatCorrelation(value: number | undefined): string {
  return value === undefined ? 'undefined' : formatNumber(value);
}
