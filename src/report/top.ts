import { formatNumber, formatOptional } from './format';
import { html, type Html } from './html';
import type { Ranking, Scored } from './ranking';
import { section } from './section';
import { heads, table } from './table';

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
      ${table([...heads('rank', 'id', ranking.metric, 'origin', 'parent', 'since round', 'predicted', 'loss'), html`<th class="text">architecture</th>`], top.map(line))}`,
  );
}

function line(scored: Scored, place: number): Html {
  return html`<tr>
    <td>${place + 1}</td>
    <td>${scored.id}</td>
    <td>${formatNumber(scored.score)}</td>
    <td>${scored.origin}</td>
    <td>${scored.parentId === '' ? '–' : scored.parentId}</td>
    <td>${scored.firstRound}</td>
    <td>${formatOptional(scored.predicted)}</td>
    <td>${formatOptional(scored.loss)}</td>
    <td class="text"><code>${scored.architecture}</code></td>
  </tr>`;
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
