import type { LogColumn } from '../../run/log-columns';
import { renderFigures } from '../charts/figure';
import { FIGURE_2A_COLUMNS, FIGURE_2B_COLUMNS } from '../charts/figure2-columns';
import { collectLearningPoints, createFigure2a, toFigure2aRow } from '../charts/figure2a';
import { collectRoundCandidates, createFigure2b, toFigure2bRow } from '../charts/figure2b';
import { emptyHtml, html, type Html, renderSection } from '../html/html';
import { renderTable } from '../html/table';
import type { RunFiles } from '../run-files';

const TITLE = 'Figure 2 of the NAO paper';

/** Renders figure 2 of NAO (Luo et al. 2018) for this run, with its data. */
export function renderFigure2Section(run: RunFiles): Html {
  const points = collectLearningPoints(run);
  const rounds = collectRoundCandidates(run);
  const figures = [createFigure2a(points), createFigure2b(run, rounds)].flatMap((figure) => figure ?? []);
  if (figures.length === 0) {
    return renderSection(
      TITLE,
      html`<p class="absent">No architecture has a score, and no controller has been evaluated.</p>`,
    );
  }
  return renderSection(
    TITLE,
    html`${renderFigures(figures)} ${renderData('figure 2a', FIGURE_2A_COLUMNS, points.map(toFigure2aRow))}
    ${renderData('figure 2b', FIGURE_2B_COLUMNS, rounds.map(toFigure2bRow))}`,
  );
}

function renderData(
  name: string,
  columns: readonly LogColumn[],
  rows: readonly (readonly (string | number | undefined)[])[],
): Html {
  if (rows.length === 0) return emptyHtml;
  return renderTable({ name, columns: columns.map(({ name: head }) => ({ head })), rows });
}
