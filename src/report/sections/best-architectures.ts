import { pluralize } from '../../plural';
import { html, type Html, renderSection } from '../html/html';
import { renderTable } from '../html/table';
import type { ArchitectureRanking, RankingEntry } from '../ranking';

/** Number of architectures listed. */
const TOP_COUNT = 10;

/** Renders the best architectures of the last scoring and their origins. */
export function renderTopSection(ranking: ArchitectureRanking | undefined): Html {
  if (ranking === undefined) {
    return renderSection('Top 10', html`<p class="absent">architectures.csv has no scores.</p>`);
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
    html`<p>${subject}: ${describeOrigins(top)}.${describeDifferences(top, ranking.ranked)}${failures}</p>
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

/** Says how many tokens differ: the best may be one architecture with small changes. Empty if it cannot be told. */
function describeDifferences(top: readonly RankingEntry[], all: readonly RankingEntry[]): string {
  const [ofTop, ofAll] = [top, all].map((entries) =>
    entries.map(({ architecture }) => architecture.split(' ')),
  );
  const { length } = ofTop[0];
  if (top.length < 2 || ofAll.some((tokens) => tokens.length !== length)) return '';
  const count = (texts: readonly (readonly string[])[]): string => countDifferences(texts).toFixed(1);
  const beside = top.length < all.length ? `, two of all in ${count(ofAll)}` : '';
  return ` On average, two of them differ in ${count(ofTop)} of ${pluralize(length, 'token')}${beside}.`;
}

/** Returns the mean number of positions in which two of the texts differ. */
function countDifferences(texts: readonly (readonly string[])[]): number {
  const pairs = (count: number): number => (count * (count - 1)) / 2;
  const equal = texts[0].map((_, position) => {
    const counts = new Map<string, number>();
    for (const tokens of texts) counts.set(tokens[position], (counts.get(tokens[position]) ?? 0) + 1);
    return [...counts.values()].reduce((sum, count) => sum + pairs(count), 0);
  });
  return equal.reduce((sum, count) => sum + 1 - count / pairs(texts.length), 0);
}
