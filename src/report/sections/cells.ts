import { UserError } from '../../errors';
import { paperCounts } from '../../space/cnn/counts';
import { type Given, readText } from '../../space/parse-architecture';
import { spaceByName } from '../../space/registry';
import { renderSvg } from '../../space/dot';
import { html, Html, nothing, section } from '../html/html';
import type { Ranking, Scored } from '../ranking';
import type { Settings } from '../run-files';
const TITLE = 'Best cells';

/** Architectures drawn besides the best, folded away. */
const RUNNERS_UP = 2;

/** The cells of the best architectures, drawn by Graphviz. */
export async function cellsSection(ranking: Ranking | undefined, settings: Settings): Promise<Html> {
  if (ranking === undefined) {
    return section(
      TITLE,
      html`<p class="absent">Nothing is scored yet, so there is no best architecture.</p>`,
    );
  }
  const [best, ...others] = ranking.ranked.slice(0, 1 + RUNNERS_UP);
  try {
    const drawnBest = await drawings(best, settings);
    const drawnOthers = await Promise.all(
      others.map(async (scored, i) => {
        const cells = await drawings(scored, settings);
        return html`<details>
          <summary>Rank ${i + 2}: architecture ${scored.id}</summary>
          ${cells}
        </details>`;
      }),
    );
    return section(TITLE, html`${drawnBest}${drawnOthers}`);
  } catch (error) {
    // A run of another space, or a file written by hand: the rest of the report still stands.
    if (!(error instanceof UserError)) throw error;
    return section(TITLE, html`<p class="absent">The cells cannot be drawn: ${error.message}.</p>`);
  }
}

async function drawings(scored: Scored, settings: Settings): Promise<Html> {
  const { space, architecture } = read(scored.architecture, settings.space);
  const cells = space.draw(architecture);
  const counts = paperCounts(space, architecture);
  const figures = await Promise.all(
    cells.map(async ({ title, dot }) => {
      const svg = plainSvg(await renderSvg(dot), `${title} of architecture ${scored.id}`);
      return html`<figure class="cell">
        <h3>${title}</h3>
        <div class="wide">${svg}</div>
      </figure>`;
    }),
  );
  const size = counts === undefined ? nothing : html`<p>Trained by itself: ${counts}.</p>`;
  return html`${size}
    <div class="cells">${figures}</div>`;
}

/** In the run's space; where the run's settings are lost, the text itself has to tell. */
function read(text: string, { name, nodes }: Settings['space']): Given {
  if (name === undefined || nodes === undefined) return readText(text, name);
  const space = spaceByName(name, { nodes });
  return { space, architecture: space.parse(text) };
}

/** Graphviz writes a whole document; in HTML only its drawing is wanted, without identifiers that would occur twice. */
function plainSvg(document: string, label: string): Html {
  const attributes = html`role="img" aria-label="${label}"`;
  const svg = document
    .slice(document.indexOf('<svg'))
    .replace(/<!--.*?-->\s*/gs, '')
    .replace(/ (?:xmlns(?::xlink)?|id)="[^"]*"/g, '')
    .replace(/^<svg /, () => `<svg ${attributes.text} `);
  return new Html(svg.trim());
}
