import { renderTable } from '../html/table';
import { renderFigure } from '../charts/figure';
import { FIGURE_2A_COLUMNS, createFigure2a, toFigure2aRow, collectLearningPoints } from '../charts/figure2a';
import { toFigure2bRow, collectRoundCandidates, FIGURE_2B_COLUMNS, createFigure2b } from '../charts/figure2b';
import { html, type Html, emptyHtml, renderSection } from '../html/html';
import type { RunFiles } from '../run-files';
const TITLE = 'Figure 2 of the paper';

/** What the paper's figure 2 shows, of this run. */
export function renderFigure2Section(run: RunFiles): Html {
  const points = collectLearningPoints(run);
  const rounds = collectRoundCandidates(run);
  const figures = [createFigure2a(points), createFigure2b(run, rounds)].flatMap((one) => one ?? []);
  if (figures.length === 0) {
    return renderSection(
      TITLE,
      html`<p class="absent">Nothing has been scored yet, and no controller has been measured.</p>`,
    );
  }
  return renderSection(
    TITLE,
    html`<div class="figures">${figures.map(renderFigure)}</div>
      ${renderData('figure 2a', FIGURE_2A_COLUMNS, points.map(toFigure2aRow))}
      ${renderData('figure 2b', FIGURE_2B_COLUMNS, rounds.map(toFigure2bRow))}`,
  );
}

function renderData(
  name: string,
  heads: readonly string[],
  rows: readonly (readonly (string | number | undefined)[])[],
): Html {
  if (rows.length === 0) return emptyHtml;
  return renderTable({ name, columns: heads.map((head) => ({ head })), rows });
}
