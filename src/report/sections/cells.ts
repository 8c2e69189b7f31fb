import { UserError } from '../../errors';
import { renderSvg } from '../../space/dot';
import { describeNetworkCost } from '../../space/network-cost';
import { emptyHtml, html, Html, renderSection } from '../html/html';
import { renderScrolling } from '../html/table';
import { parseInRunSpace } from '../parse';
import type { ArchitectureRanking, RankingEntry } from '../ranking';
import type { ReportSettings } from '../run-files';

const TITLE = 'Best cells';

/** Number of architectures drawn after the best, collapsed. */
const RUNNERS_UP = 2;

/** Renders the cells of the best architectures, drawn by Graphviz. */
export async function renderCellsSection(
  ranking: ArchitectureRanking | undefined,
  settings: ReportSettings,
): Promise<Html> {
  if (ranking === undefined) {
    return renderSection(TITLE, html`<p class="absent">No architecture has a score.</p>`);
  }
  const [best, ...others] = ranking.ranked.slice(0, 1 + RUNNERS_UP);
  try {
    const drawnBest = await renderCells(best, settings);
    const drawnOthers = await Promise.all(
      others.map(async (scored, i) => {
        const cells = await renderCells(scored, settings);
        return html`<details>
          <summary>Rank ${i + 2}: architecture ${scored.id}</summary>
          ${cells}
        </details>`;
      }),
    );
    return renderSection(TITLE, html`${drawnBest}${drawnOthers}`);
  } catch (error) {
    // The space may be unknown or the file edited by hand: the rest of the report is still rendered.
    if (!(error instanceof UserError)) throw error;
    return renderSection(TITLE, html`<p class="absent">The cells cannot be drawn: ${error.message}.</p>`);
  }
}

function renderCells({ id, architecture }: RankingEntry, settings: ReportSettings): Promise<Html> {
  return renderArchitecture(architecture, `architecture ${id}`, settings.space);
}

/**
 * Renders the cells of an architecture and the cost of its network.
 *
 * @param label such as `architecture 7`
 * @throws InputError if the text is not an architecture
 */
export async function renderArchitecture(
  text: string,
  label: string,
  runSpace: ReportSettings['space'],
): Promise<Html> {
  const { space, architecture } = parseInRunSpace(text, runSpace);
  const cells = space.draw(architecture);
  const counts = describeNetworkCost(space, architecture);
  const figures = await Promise.all(
    cells.map(async ({ title, dot }) => {
      const svg = toPlainSvg(await renderSvg(dot), `${title} of ${label}`);
      return html`<figure class="cell">
        <h3>${title}</h3>
        ${renderScrolling(`${title} of ${label}, drawing`, svg)}
      </figure>`;
    }),
  );
  const size = counts === undefined ? emptyHtml : html`<p>Network cost: ${counts}.</p>`;
  return html`${size}
    <div class="cells">${figures}</div>`;
}

/** Extracts the drawing from Graphviz's document, without identifiers that would occur twice in the page. */
function toPlainSvg(document: string, label: string): Html {
  const attributes = html`role="img" aria-label="${label}"`;
  const svg = document
    .slice(document.indexOf('<svg'))
    .replace(/<!--.*?-->\s*/gs, '')
    .replace(/ (?:xmlns(?::xlink)?|id)="[^"]*"/g, '')
    .replace(/^<svg /, () => `<svg ${attributes.text} `);
  return new Html(svg.trim());
}
