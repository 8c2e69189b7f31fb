import { UserError } from '../errors';
import { emptyHtml, html, type Html, renderSection } from '../report/html/html';
import { renderPlainTable, renderScrolling } from '../report/html/table';
import { findMetricColumn } from '../report/ranking';
import { type LogRow, readNumberCell } from '../report/read-csv';
import type { RunFiles } from '../report/run-files';
import { renderArchitecture } from '../report/sections/cells';

const TITLE = 'Newest architectures';

/** Architectures that are listed, and those of them whose cells are drawn. */
const LISTED = 8;
const DRAWN = 3;

/** Drawings that are kept, since Graphviz is slow. */
const MAX_KEPT = 32;

/** Renders the architectures that were scored last, and their cells. Keeps the drawings. */
export class NewestArchitectures {
  private readonly drawings = new Map<string, Promise<Html>>();

  async render(run: RunFiles): Promise<Html> {
    const metric = findMetricColumn(run);
    const newest = run.architectures.rows.slice(-LISTED).reverse();
    if (metric === undefined || newest.length === 0) {
      return renderSection(TITLE, html`<p class="absent">No architecture has been scored yet.</p>`);
    }
    const table = renderPlainTable({
      name: 'architectures in the order of scoring, newest first',
      columns: [
        ...['id', 'round', metric, 'predicted', 'origin', 'failure'].map((head) => ({ head })),
        { head: 'architecture', isCode: true },
      ],
      rows: newest.map((row) => [
        row.id,
        row.round,
        readNumberCell(row, metric),
        readNumberCell(row, 'predicted'),
        row.origin,
        row.failure ?? '',
        row.architecture,
      ]),
    });
    const drawings = await Promise.all(newest.slice(0, DRAWN).map((row) => this.draw(row, run)));
    const cells = newest.slice(0, DRAWN).map(
      ({ id }, i) =>
        html`<details ${i === 0 ? OPEN : emptyHtml}>
          <summary>Cells of architecture ${id}</summary>
          ${drawings[i]}
        </details>`,
    );
    return renderSection(TITLE, html`${renderScrolling('newest architectures', table)} ${cells}`);
  }

  private draw({ id, architecture }: LogRow, { settings }: RunFiles): Promise<Html> {
    const key = `${id} ${architecture}`;
    const drawing =
      this.drawings.get(key) ??
      renderArchitecture(architecture, `architecture ${id}`, settings.space).catch((error: unknown) => {
        // The space may be unknown or the file edited by hand: the rest of the page is still rendered.
        if (!(error instanceof UserError)) throw error;
        return html`<p class="absent">The cells cannot be drawn: ${error.message}.</p>`;
      });
    this.drawings.delete(key);
    this.drawings.set(key, drawing);
    for (const old of [...this.drawings.keys()].slice(0, -MAX_KEPT)) this.drawings.delete(old);
    return drawing;
  }
}

const OPEN = html`open`;
