import { html, type Html, section } from '../html/html';
import type { Ranking, Scored } from '../ranking';
import { dataTable } from '../html/table';

/** Architectures listed. */
const LISTED = 10;

/** The best architectures of the last scoring and where they came from. */
export function topSection(ranking: Ranking | undefined): Html {
  if (ranking === undefined) {
    return section('Top 10', html`<p class="absent">architectures.csv has no scores yet.</p>`);
  }
  const top = ranking.ranked.slice(0, LISTED);
  const failures =
    ranking.failed === 0 ? '' : ` ${ranking.failed} could not be scored; architectures.csv says why.`;
  return section(
    `Top ${top.length}`,
    html`<p>${origins(top)} Of ${ranking.ranked.length} architectures scored.${failures}</p>
      ${topTable(ranking.metric, top)}`,
  );
}

function topTable(metric: string, top: readonly Scored[]): Html {
  const heads = ['rank', 'id', metric, 'origin', 'parent', 'since round', 'predicted', 'loss'];
  return dataTable({
    name: `top ${top.length}`,
    columns: [...heads.map((head) => ({ head })), { head: 'architecture', isCode: true }],
    rows: top.map((scored, place) => [
      place + 1,
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

/** Such as `7 proposed by the controller, 3 drawn at random.` */
function origins(top: readonly Scored[]): string {
  const counts = [
    ['controller', 'proposed by the controller'],
    ['random', 'drawn at random'],
    ['seed', 'given by the user'],
  ].map(([origin, words]) => ({ words, count: top.filter((scored) => scored.origin === origin).length }));
  const present = counts.filter(({ count }) => count > 0).map(({ words, count }) => `${count} ${words}`);
  return present.length === 0 ? '' : `${present.join(', ')}.`;
}
