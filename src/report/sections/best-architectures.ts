import { pluralize } from '../../plural';
import { html, type Html, renderSection } from '../html/html';
import { renderTable } from '../html/table';
import type { ArchitectureRanking, RankingEntry } from '../ranking';

/** Number of architectures listed. */
const TOP_COUNT = 10;

/** Renders the best architectures of the last scoring and their origins. */
export function renderTopSection(ranking: ArchitectureRanking | undefined): Html {
  if (ranking === undefined) {
    return renderSection('Top 10', html`<p class="absent">architectures.csv has no scores yet.</p>`);
  }
  const top = ranking.ranked.slice(0, TOP_COUNT);
  const failures =
    ranking.failed === 0
      ? ''
      : ` ${ranking.failed} could not be scored; the reasons are in architectures.csv.`;
  const scored = pluralize(ranking.ranked.length, 'scored architecture');
  const subject =
    top.length < ranking.ranked.length ? `The best ${top.length} of ${scored}` : `All ${scored}`;
  return renderSection(
    `Top ${top.length}`,
    html`<p>${subject}: ${describeOrigins(top)}.${failures}</p>
      ${renderTopTable(ranking.metric, top)}`,
  );
}

function renderTopTable(metric: string, top: readonly RankingEntry[]): Html {
  const heads = ['rank', 'id', metric, 'origin', 'parent', 'first scored in round', 'predicted', 'loss'];
  return renderTable({
    name: `top ${top.length}`,
    columns: [...heads.map((head) => ({ head })), { head: 'architecture', isCode: true }],
    rows: top.map((scored, index) => [
      index + 1,
      scored.id,
      scored.score,
      scored.origin,
      scored.parentId === '' ? undefined : scored.parentId,
      scored.firstRound,
      scored.predicted,
      scored.loss,
      scored.architecture,
    ]),
  });
}

/** Describes the origins, such as `7 proposed by the controller, 3 drawn at random`. */
function describeOrigins(top: readonly RankingEntry[]): string {
  const counts = [
    ['controller', 'proposed by the controller'],
    ['random', 'drawn at random'],
  ].map(([origin, words]) => ({ words, count: top.filter((scored) => scored.origin === origin).length }));
  const present = counts.filter(({ count }) => count > 0).map(({ words, count }) => `${count} ${words}`);
  return present.join(', ');
}
