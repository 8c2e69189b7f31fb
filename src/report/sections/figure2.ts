import { dataTable } from '../html/table';
import { figure } from '../charts/figure';
import { FIGURE_2A_COLUMNS, figure2a, learningCells, learningPoints } from '../charts/figure2a';
import { candidateCells, candidatesOfRounds, FIGURE_2B_COLUMNS, figure2b } from '../charts/figure2b';
import { html, type Html, nothing, section } from '../html/html';
import type { RunFiles } from '../run-files';
const TITLE = 'Figure 2 of the paper';

/** What the paper's figure 2 shows, of this run. */
export function figure2Section(run: RunFiles): Html {
  const points = learningPoints(run);
  const rounds = candidatesOfRounds(run);
  const figures = [figure2a(points), figure2b(run, rounds)].flatMap((one) => one ?? []);
  if (figures.length === 0) {
    return section(
      TITLE,
      html`<p class="absent">Nothing has been scored yet, and no controller has been measured.</p>`,
    );
  }
  return section(
    TITLE,
    html`<div class="figures">${figures.map(figure)}</div>
      ${dataOf('figure 2a', FIGURE_2A_COLUMNS, points.map(learningCells))}
      ${dataOf('figure 2b', FIGURE_2B_COLUMNS, rounds.map(candidateCells))}`,
  );
}

function dataOf(
  name: string,
  heads: readonly string[],
  rows: readonly (readonly (string | number | undefined)[])[],
): Html {
  if (rows.length === 0) return nothing;
  return dataTable({ name, columns: heads.map((head) => ({ head })), rows });
}
