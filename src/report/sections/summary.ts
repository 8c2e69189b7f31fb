import { calibrationSentence } from './calibration';
import { formatCount, formatNumber, formatSeconds } from '../format';
import { html, type Html, nothing } from '../html/html';
import { numberIn, type Row } from '../read-csv';
import type { Ranking } from '../ranking';
import { type RunFiles, subjectName } from '../run-files';

/** What was searched, how far it is, and what was found. */
export function summarySection(run: RunFiles, ranking: Ranking | undefined): Html {
  const facts = factsOf(run).map(
    ([name, value]) =>
      html`<div>
        <dt>${name}</dt>
        <dd>${value}</dd>
      </div>`,
  );
  return html`<section>
    <dl class="facts">${facts}</dl>
    ${bestOf(run, ranking)} ${doubts(run, ranking)}
  </section>`;
}

function factsOf(run: RunFiles): [string, string][] {
  const { settings, rounds, architectures } = run;
  const unknown = 'not recorded';
  const planned = settings.search.rounds;
  const finished = formatCount(rounds.rows.length);
  const considered = new Set(architectures.rows.map((row) => row.id)).size;
  const seconds = sum(rounds.rows, 'seconds');
  return [
    [settings.mode === 'table' ? 'Table' : 'Data set', subjectName(run)],
    ['Mode', settings.mode ?? unknown],
    ['Space', spaceText(run) ?? unknown],
    ['Seed', settings.seed === undefined ? unknown : String(settings.seed)],
    ['Rounds finished', planned === undefined ? finished : `${finished} of ${formatCount(planned)}`],
    ['Architectures considered', formatCount(considered)],
    ['Time in finished rounds', seconds === undefined ? 'none yet' : formatSeconds(seconds)],
  ];
}

function spaceText({ settings: { space } }: RunFiles): string | undefined {
  if (space.name === undefined || space.name === 'nasbench201' || space.nodes === undefined)
    return space.name;
  return `${space.name}, ${space.nodes} nodes a cell`;
}

function bestOf({ reported, calibration }: RunFiles, ranking: Ranking | undefined): Html {
  if (ranking === undefined) {
    return html`<p class="absent">Nothing is scored yet: this run has only begun.</p>`;
  }
  const [best] = ranking.ranked;
  const items = best.itemsScored ?? 0;
  const over = items > 0 ? ` over ${formatCount(items)} ${ranking.items}` : '';
  const underWay = ranking.roundIsOver ? '' : ' Its scoring is not finished.';
  return html`<div class="best">
    <p>
      Best architecture: <strong>${best.id}</strong>, ${ranking.metric}
      <strong>${formatNumber(best.score)}</strong>${over} in round ${ranking.round} (${ranking.better} is
      better), origin ${best.origin}.${underWay}
    </p>
    <p><code>${best.architecture}</code></p>
    ${reportedOf(reported)} ${warning(ranking)} ${calibrationSentence(calibration, ranking)}
  </div>`;
}

/** What was looked at once, for the result alone: a search that sees more of it has chosen by it. */
function reportedOf(reported: RunFiles['reported']): Html {
  if (reported === undefined) return nothing;
  return html`<p>
    ${reported.name} <strong>${formatNumber(reported.value)}</strong>, looked up when the search was over.
  </p>`;
}

/** Readers take a score for an accuracy: said where the score is said. */
function warning({ metric }: Ranking): Html {
  if (!metric.startsWith('shared_')) return nothing;
  return html`<p class="warning">
    ${metric} is measured with weights that all architectures share. It ranks architectures; it is not the
    score of the trained network, and it cannot be compared between rounds or runs. Train the best
    architecture by itself to know what it can do.
  </p>`;
}

/** What a reader should know before trusting the page. */
function doubts({ complaints, chosen }: RunFiles, ranking: Ranking | undefined): Html {
  const best = ranking?.ranked[0].architecture;
  const disagreement =
    chosen !== undefined && best !== undefined && chosen !== best
      ? [`best.json names another architecture than the last scoring in architectures.csv: ${chosen}`]
      : [];
  const all = [...complaints, ...disagreement];
  return all.length === 0
    ? nothing
    : html`<ul class="warning">
        ${all.map((one) => html`<li>${one}</li>`)}
      </ul>`;
}

function sum(rows: readonly Row[], column: string): number | undefined {
  const values = rows.flatMap((row) => numberIn(row, column) ?? []);
  return values.length === 0 ? undefined : values.reduce((total, value) => total + value, 0);
}
