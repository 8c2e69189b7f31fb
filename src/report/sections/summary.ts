import { formatCount, formatNumber, formatSeconds } from '../format';
import { emptyHtml, html, type Html } from '../html/html';
import type { ArchitectureRanking } from '../ranking';
import { type LogRow, readNumberCell } from '../read-csv';
import { getDataSourceName, type RunFiles } from '../run-files';
import { renderCalibration } from './calibration';

/** What was searched, how far it is, and what was found. */
export function renderSummarySection(run: RunFiles, ranking: ArchitectureRanking | undefined): Html {
  const facts = collectFacts(run).map(
    ([name, value]) =>
      html`<div>
        <dt>${name}</dt>
        <dd>${value}</dd>
      </div>`,
  );
  return html`<section>
    <dl class="facts">${facts}</dl>
    ${renderBest(run, ranking)} ${renderWarnings(run, ranking)}
  </section>`;
}

function collectFacts(run: RunFiles): [string, string][] {
  const { settings, rounds, architectures } = run;
  const unknown = 'not recorded';
  const planned = settings.search.rounds;
  const finished = formatCount(rounds.rows.length);
  const seen = new Set(architectures.rows.map((row) => row.id)).size;
  const seconds = sumColumn(rounds.rows, 'seconds');
  return [
    [settings.mode === 'table' ? 'Table' : 'Data set', getDataSourceName(run)],
    ['Mode', settings.mode ?? unknown],
    ['Space', formatSpace(run) ?? unknown],
    ['Seed', settings.seed === undefined ? unknown : String(settings.seed)],
    ['Rounds finished', planned === undefined ? finished : `${finished} of ${formatCount(planned)}`],
    ['Architectures considered', formatCount(seen)],
    ['Time in finished rounds', seconds === undefined ? 'none yet' : formatSeconds(seconds)],
  ];
}

function formatSpace({ settings: { space } }: RunFiles): string | undefined {
  if (space.name === undefined || space.name === 'nasbench201' || space.nodes === undefined)
    return space.name;
  return `${space.name}, ${space.nodes} nodes a cell`;
}

function renderBest({ reported, calibration }: RunFiles, ranking: ArchitectureRanking | undefined): Html {
  if (ranking === undefined) {
    return html`<p class="absent">Nothing is scored yet: this run has only begun.</p>`;
  }
  const [best] = ranking.ranked;
  const items = best.itemsScored ?? 0;
  const over = items > 0 ? ` over ${formatCount(items)} ${ranking.unit}` : '';
  const pendingNote = ranking.isRoundFinished ? '' : ' Its scoring is not finished.';
  return html`<div class="best">
    <p>
      Best architecture: <strong>${best.id}</strong>, ${ranking.metric}
      <strong>${formatNumber(best.score)}</strong>${over} in round ${ranking.round}
      (${ranking.direction === 'maximize' ? 'higher' : 'lower'} is better), origin
      ${best.origin}.${pendingNote}
    </p>
    <p><code>${best.architecture}</code></p>
    ${renderReportedScore(reported)} ${renderWarning(ranking)} ${renderCalibration(calibration, ranking)}
  </div>`;
}

/** What was looked at once, for the result alone: a search that sees more of it has chosen by it. */
function renderReportedScore(reported: RunFiles['reported']): Html {
  if (reported === undefined) return emptyHtml;
  return html`<p>
    ${reported.name} <strong>${formatNumber(reported.value)}</strong>, looked up when the search was over.
  </p>`;
}

/** Readers take a score for an accuracy: said where the score is said. */
function renderWarning({ metric }: ArchitectureRanking): Html {
  if (!metric.startsWith('shared_')) return emptyHtml;
  return html`<p class="warning">
    ${metric} is measured with weights that all architectures share. It ranks architectures; it is not the
    score of the trained network, and it cannot be compared between rounds or runs. Train the best
    architecture by itself to know what it can do.
  </p>`;
}

/** What a reader should know before trusting the page. */
function renderWarnings({ warnings, chosen }: RunFiles, ranking: ArchitectureRanking | undefined): Html {
  const best = ranking?.ranked[0].architecture;
  const disagreement =
    chosen !== undefined && best !== undefined && chosen !== best
      ? [`best.json names another architecture than the last scoring in architectures.csv: ${chosen}`]
      : [];
  const all = [...warnings, ...disagreement];
  return all.length === 0
    ? emptyHtml
    : html`<ul class="warning">
        ${all.map((one) => html`<li>${one}</li>`)}
      </ul>`;
}

function sumColumn(rows: readonly LogRow[], column: string): number | undefined {
  const values = rows.flatMap((row) => readNumberCell(row, column) ?? []);
  return values.length === 0 ? undefined : values.reduce((total, value) => total + value, 0);
}
