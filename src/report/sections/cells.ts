import { UserError } from '../../errors';
import { describeNetworkCost } from '../../space/cnn/counts';
import { renderSvg } from '../../space/dot';
import { type ParsedArchitecture, parseInAnySpace } from '../../space/parse-architecture';
import { createSpace } from '../../space/registry';
import { emptyHtml, html, Html, renderSection } from '../html/html';
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
    return renderSection(TITLE, html`<p class="absent">No architecture has been scored yet.</p>`);
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

async function renderCells(scored: RankingEntry, settings: ReportSettings): Promise<Html> {
  const { space, architecture } = parseInRunSpace(scored.architecture, settings.space);
  const cells = space.draw(architecture);
  const counts = describeNetworkCost(space, architecture);
  const figures = await Promise.all(
    cells.map(async ({ title, dot }) => {
      const svg = toPlainSvg(await renderSvg(dot), `${title} of architecture ${scored.id}`);
      return html`<figure class="cell">
        <h3>${title}</h3>
        <div class="wide">${svg}</div>
      </figure>`;
    }),
  );
  const size = counts === undefined ? emptyHtml : html`<p>Network cost: ${counts}.</p>`;
  return html`${size}
    <div class="cells">${figures}</div>`;
}

/** Parses in the run's space, or detects the space from the text if the settings are lost. */
function parseInRunSpace(text: string, { name, nodes }: ReportSettings['space']): ParsedArchitecture {
  if (name === undefined || nodes === undefined) return parseInAnySpace(text, name);
  const space = createSpace(name, { nodes });
  return { space, architecture: space.parse(text) };
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
