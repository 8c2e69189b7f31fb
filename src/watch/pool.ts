import { pluralize } from '../plural';
import { html, type Html, renderSection } from '../report/html/html';
import { renderPlainTable, renderScrolling } from '../report/html/table';
import type { ArchitectureRanking } from '../report/ranking';

/** Architectures that are listed: more would make the page slow while it changes. */
const LISTED = 50;

/** Renders the pool: the architectures of the last scoring, from which the next ones are made. */
export function renderPool(ranking: ArchitectureRanking | undefined): Html {
  if (ranking === undefined) {
    return renderSection('Pool', html`<p class="absent">architectures.csv has no scores yet.</p>`);
  }
  const { ranked, metric, round, failed } = ranking;
  const listed = ranked.slice(0, LISTED);
  const omitted = listed.length < ranked.length ? ` The best ${listed.length} are listed.` : '';
  const failures = failed === 0 ? '' : ` ${failed} more could not be scored.`;
  const table = renderPlainTable({
    name: 'pool, best first',
    columns: [
      ...['rank', 'id', metric, 'origin', 'first round', 'predicted'].map((head) => ({ head })),
      { head: 'architecture', isCode: true },
    ],
    rows: listed.map((entry, i) => [
      i + 1,
      entry.id,
      entry.score,
      entry.origin,
      entry.firstRound,
      entry.predicted,
      entry.architecture,
    ]),
  });
  return renderSection(
    'Pool',
    html`<p>${pluralize(ranked.length, 'architecture')}, scored until round ${round}.${omitted}${failures}</p>
      <div class="pool">${renderScrolling('pool', table)}</div>`,
  );
}
