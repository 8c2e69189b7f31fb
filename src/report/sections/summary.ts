import { formatCount, formatNumber, formatSeconds } from '../format';
import { renderFacts } from '../html/facts';
import { emptyHtml, html, type Html } from '../html/html';
import { type ArchitectureRanking, formatDirection, type RankingEntry } from '../ranking';
import { type LogRow, readNumberCell } from '../read-csv';
import { getDataSourceName, type RunFiles } from '../run-files';
import { renderCalibration } from './calibration';

/** Renders the task, the progress and the best architecture of a run. */
export function renderSummarySection(run: RunFiles, ranking: ArchitectureRanking | undefined): Html {
  return html`<section>
    ${renderFacts(collectFacts(run))} ${renderBest(run, ranking)} ${renderWarnings(run, ranking)}
  </section>`;
}

function collectFacts(run: RunFiles): [string, string][] {
  const { settings, rounds, architectures } = run;
  const unknown = 'not recorded';
  const planned = settings.search.rounds;
  const finished = formatCount(rounds.rows.length);
  const seen = countArchitectures(architectures.rows);
  const seconds = sumColumn(rounds.rows, 'seconds');
  return [
    [settings.mode === 'table' ? 'Table' : 'Data set', getDataSourceName(run)],
    ['Mode', settings.mode ?? unknown],
    ['Space', formatSpace(run) ?? unknown],
    ['Seed', settings.seed === undefined ? unknown : String(settings.seed)],
    ['Rounds finished', planned === undefined ? finished : `${finished} of ${formatCount(planned)}`],
    ['Architectures searched', formatCount(seen)],
    ['Time in finished rounds', seconds === undefined ? 'none yet' : formatSeconds(seconds)],
  ];
}

function formatSpace({ settings: { space } }: RunFiles): string | undefined {
  if (space.name === undefined || space.name === 'nasbench201' || space.nodes === undefined)
    return space.name;
  return `${space.name}, ${space.nodes} nodes per cell`;
}

function renderBest(run: RunFiles, ranking: ArchitectureRanking | undefined): Html {
  if (ranking === undefined) return renderNoBest(run);
  const { reported, rule, calibration } = run;
  const [best] = ranking.ranked;
  const items = best.itemsScored ?? 0;
  const over = items > 0 ? ` over ${formatCount(items)} ${ranking.unit}` : '';
  const pendingNote = ranking.isRoundFinished ? '' : ' The scoring of this round is not finished.';
  return html`<div class="best">
    <p>
      Best architecture: <strong>${best.id}</strong>, ${ranking.metric}
      <strong>${formatNumber(best.score)}</strong>${over} in round ${ranking.round}
      (${formatDirection(ranking.direction)}), origin ${best.origin}.${pendingNote}
    </p>
    <p><code>${best.architecture}</code></p>
    ${renderRule(rule, best)} ${renderFinalMetric(reported)} ${renderWarning(ranking)}
    ${renderCalibration(calibration, ranking)}
  </div>`;
}

/** Renders why there is no best architecture: nothing has been scored, or all scorings have failed. */
function renderNoBest({ architectures: { rows } }: RunFiles): Html {
  if (rows.length === 0) {
    return html`<p class="absent">No architecture has been scored yet: the run has just started.</p>`;
  }
  const failed = rows.find(({ failure }) => failure !== undefined && failure !== '');
  const reason = failed === undefined ? '' : ` The first failure: ${failed.failure}.`;
  return html`<p class="warning">
    None of ${formatCount(countArchitectures(rows))} architectures has a score.${reason}
  </p>`;
}

function countArchitectures(rows: readonly LogRow[]): number {
  return new Set(rows.map(({ id }) => id)).size;
}

/** Renders the rule of a search that had more objectives than the score, and the costs that it is about. */
function renderRule(rule: string | undefined, { parameters, multiplyAdds }: RankingEntry): Html {
  if (rule === undefined || parameters === undefined || multiplyAdds === undefined) return emptyHtml;
  return html`<p>
    Chosen for the ${rule}: ${formatCount(parameters)} parameters, ${formatCount(multiplyAdds)} multiply-adds.
  </p>`;
}

/** Renders the final metric, which is computed once for the result so that the search never selects by it. */
function renderFinalMetric(reported: RunFiles['reported']): Html {
  if (reported === undefined) return emptyHtml;
  return html`<p>
    ${reported.name} <strong>${formatNumber(reported.value)}</strong>, computed once after the search ended.
  </p>`;
}

/** Renders a warning next to the score: readers mistake shared scores for the accuracy of the trained network. */
function renderWarning({ metric }: ArchitectureRanking): Html {
  if (!metric.startsWith('shared_')) return emptyHtml;
  return html`<p class="warning">
    ${metric} is measured with weights that all architectures share. It ranks architectures; it is not the
    score of the trained network and is not comparable between rounds or runs. Run
    <code>nao train --arch RUN_FOLDER</code> to train the best architecture from scratch.
  </p>`;
}

/** Renders warnings about unreadable or inconsistent files. */
function renderWarnings({ warnings, chosen }: RunFiles, ranking: ArchitectureRanking | undefined): Html {
  const best = ranking?.ranked[0].architecture;
  const disagreement =
    chosen !== undefined && best !== undefined && chosen !== best
      ? [
          `best.json and the last scoring in architectures.csv name different architectures; best.json names ${chosen}`,
        ]
      : [];
  const all = [...warnings, ...disagreement];
  return all.length === 0
    ? emptyHtml
    : html`<ul class="warning">
        ${all.map((warning) => html`<li>${warning}</li>`)}
      </ul>`;
}

function sumColumn(rows: readonly LogRow[], column: string): number | undefined {
  const values = rows.flatMap((row) => readNumberCell(row, column) ?? []);
  return values.length === 0 ? undefined : values.reduce((total, value) => total + value, 0);
}
