import { kendallTau, spearmanRho } from '../../statistics/rank-correlation';
import { formatCount, formatNumber } from '../format';
import { emptyHtml, html, type Html } from '../html/html';
import type { ArchitectureRanking } from '../ranking';
import { type LogTable, readNumberCell } from '../read-csv';

/** How far a shared score is to be trusted, where `nao calibrate` has measured it. */
export function renderCalibration({ columns, rows }: LogTable, { metric }: ArchitectureRanking): Html {
  // Its column is the one behind the shared score's.
  const standaloneMetric = columns[columns.indexOf(metric) + 1];
  if (rows.length === 0) return emptyHtml;
  const readColumn = (name: string): number[] => rows.map((row) => readNumberCell(row, name) ?? NaN);
  const [shared, standalone] = [readColumn(metric), readColumn(standaloneMetric)];
  const tau = kendallTau(shared, standalone);
  const rho = spearmanRho(shared, standalone);
  const rounds = [...new Set(rows.map((row) => row.round))].join(', ');
  return html`<p>
    Calibrated: over ${formatCount(tau.n)} architectures of round ${rounds} that were trained by themselves as
    well, ${metric} and their own ${standaloneMetric} agree with Kendall's tau
    <strong>${formatCorrelation(tau.value)}</strong> and Spearman's rho
    <strong>${formatCorrelation(rho.value)}</strong> (1: the same order, 0: none).
  </p>`;
}

function formatCorrelation(value: number | undefined): string {
  return value === undefined ? 'undefined' : formatNumber(value);
}
