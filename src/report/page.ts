import { renderDocument } from './html/document';
import { html, type Html } from './html/html';
import { rankArchitectures } from './ranking';
import type { RunFiles } from './run-files';
import { renderAllSection } from './sections/all-architectures';
import { renderTopSection } from './sections/best-architectures';
import { renderCalibrationSection } from './sections/calibration';
import { renderCellsSection } from './sections/cells';
import { renderChildrenSection } from './sections/children';
import { renderCommonPartsSection } from './sections/common-parts';
import { renderComparisonSections } from './sections/comparison';
import { renderControllerSection } from './sections/controller';
import { renderCostSection } from './sections/cost';
import { renderFigure2Section } from './sections/figure2';
import { renderLineageSection } from './sections/lineage';
import { renderPredictedSection } from './sections/predicted-vs-measured';
import { renderProgressSection } from './sections/progress';
import { renderRoundsSection } from './sections/rounds';
import { renderSettingsSection } from './sections/settings';
import { renderSummarySection } from './sections/summary';
import { renderTableCalibrationSection } from './sections/table-calibration';
import { renderTrainingSection } from './sections/training';

/** Renders the report of one run as a self-contained HTML document. The same files give the same bytes. */
export async function renderRunPage(run: RunFiles): Promise<string> {
  return renderDocument(
    `Search ${run.name}`,
    html`<h1>Search ${run.name}</h1>
      ${await renderSections(run)}`,
  );
}

/**
 * Renders a comparison of several runs, followed by each run's report. One run has nothing to be compared with: its page is its
 * report.
 *
 * @param runs runs with distinct names
 */
export async function renderComparisonPage(runs: readonly RunFiles[]): Promise<string> {
  if (runs.length === 1) return renderRunPage(runs[0]);
  const title = `Comparison of ${runs.length} searches`;
  const articles = await Promise.all(
    runs.map(
      async (run, i) =>
        html`<article id="run-${i + 1}">
          <details class="fold">
            <summary><h1>Search ${run.name}</h1></summary>
            ${await renderSections(run)}
          </details>
        </article>`,
    ),
  );
  const links = runs.map((run, i) => html`<li><a href="#run-${i + 1}">${run.name}</a></li>`);
  return renderDocument(
    title,
    html`<h1>${title}</h1>
      <nav>
        <ul>
          ${links}
        </ul>
      </nav>
      ${renderComparisonSections(runs)} ${articles}`,
  );
}

async function renderSections(run: RunFiles): Promise<Html> {
  const ranking = rankArchitectures(run);
  const cells = await renderCellsSection(ranking, run.settings);
  return html`${renderSummarySection(run, ranking)} ${cells} ${renderTopSection(ranking)}
  ${renderProgressSection(run)} ${renderAllSection(run, ranking)} ${renderCostSection(run, ranking)}
  ${renderLineageSection(run, ranking)} ${renderCommonPartsSection(ranking, run.settings)}
  ${renderRoundsSection(run)} ${renderFigure2Section(run)} ${renderPredictedSection(run)}
  ${renderCalibrationSection(run, ranking)} ${renderTableCalibrationSection(run)}
  ${renderChildrenSection(run, ranking)} ${renderTrainingSection(run)} ${renderControllerSection(run)}
  ${renderSettingsSection(run)}`;
}
