import { html, Html } from './html/html';
import { SCRIPT, SCRIPT_SOURCE } from './html/script';
import { STYLE } from './html/style';
import { rankArchitectures } from './ranking';
import type { RunFiles } from './run-files';
import { renderTopSection } from './sections/best-architectures';
import { renderCellsSection } from './sections/cells';
import { renderComparisonSections } from './sections/comparison';
import { renderControllerSection } from './sections/controller';
import { renderFigure2Section } from './sections/figure2';
import { renderPredictedSection } from './sections/predicted-vs-measured';
import { renderRoundsSection } from './sections/rounds';
import { renderSettingsSection } from './sections/settings';
import { renderSummarySection } from './sections/summary';
import { renderTrainingSection } from './sections/training';

/** Written into every report, by which an older one is known. */
export const GENERATOR = '<meta name="generator" content="nao report"';

/** The report of one run as one HTML document, loading nothing. The same files give the same bytes. */
export async function renderRunPage(run: RunFiles): Promise<string> {
  return renderDocument(
    `Search ${run.name}`,
    html`<h1>Search ${run.name}</h1>
      ${await renderSections(run)}`,
  );
}

/** Several runs compared, then each one's own report. @param runs their names differ */
export async function renderComparisonPage(runs: readonly RunFiles[]): Promise<string> {
  const title = `Comparison of ${runs.length} searches`;
  const articles = await Promise.all(
    runs.map(
      async (run, i) =>
        html`<article id="run-${i + 1}">
          <h1>Search ${run.name}</h1>
          ${await renderSections(run)}
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
  ${renderRoundsSection(run)} ${renderFigure2Section(run)} ${renderPredictedSection(run)}
  ${renderTrainingSection(run)} ${renderControllerSection(run)} ${renderSettingsSection(run)}`;
}

function renderDocument(title: string, content: Html): string {
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src ${SCRIPT_SOURCE}`;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        ${new Html(GENERATOR)} />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <title>${title}</title>
        <style>
          ${new Html(STYLE)}
        </style>
      </head>
      <body>
        <main>
          ${content}
          <footer>
            <p class="absent">Made from the files of the run folder. Rounds and ids are theirs.</p>
          </footer>
        </main>
        <div id="tip" hidden></div>
        ${new Html(`<script>${SCRIPT}</script>`)}
      </body>
    </html> `.text;
  return makeIdsUnique(page);
}

/** Every chart calls its parts `chart-...`: numbered here, since a page has many. */
function makeIdsUnique(page: string): string {
  let charts = 0;
  return page.replace(/<div class="chart".*?<\/svg>/gs, (chart) => {
    charts += 1;
    return chart.replace(/(\bid="|#)chart-/g, `$1chart${charts}-`);
  });
}
