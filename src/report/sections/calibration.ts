import { kendallTau, spearmanRho } from '../../statistics/rank-correlation';
import { formatCount, formatNumber } from '../format';
import { html, type Html, nothing } from '../html/html';
import type { Ranking } from '../ranking';
import { numberIn, type Table } from '../read-csv';

/** How far a shared score is to be trusted, where `nao calibrate` has measured it. */
export function calibrationSentence({ columns, rows }: Table, { metric }: Ranking): Html {
  // Its column is the one behind the shared score's.
  const own = columns[columns.indexOf(metric) + 1];
  if (rows.length === 0) return nothing;
  const column = (name: string): number[] => rows.map((row) => numberIn(row, name) ?? NaN);
  const [shared, alone] = [column(metric), column(own)];
  const tau = kendallTau(shared, alone);
  const rho = spearmanRho(shared, alone);
  const rounds = [...new Set(rows.map((row) => row.round))].join(', ');
  return html`<p>
    Calibrated: over ${formatCount(tau.n)} architectures of round ${rounds} that were trained by themselves as
    well, ${metric} and their own ${own} agree with Kendall's tau
    <strong>${shown(tau.value)}</strong> and Spearman's rho <strong>${shown(rho.value)}</strong> (1: the same
    order, 0: none).
  </p>`;
}

function shown(value: number | undefined): string {
  return value === undefined ? 'undefined' : formatNumber(value);
}
