import { cellsSection } from './sections/cells';
import { comparisonSections } from './sections/comparison';
import { controllerSection } from './sections/controller';
import { figure2Section } from './sections/figure2';
import { html, Html } from './html/html';
import { learningSection } from './sections/training';
import { predictedSection } from './sections/predicted-vs-measured';
import { rankArchitectures } from './ranking';
import { roundsSection } from './sections/rounds';
import type { RunFiles } from './run-files';
import { SCRIPT, SCRIPT_SOURCE } from './html/script';
import { settingsSection } from './sections/settings';
import { STYLE } from './html/style';
import { summarySection } from './sections/summary';
import { topSection } from './sections/best-architectures';

/** Written into every report, by which an older one is known. */
export const GENERATOR = '<meta name="generator" content="nao report"';

/** The report of one run as one HTML document, loading nothing. The same files give the same bytes. */
export async function renderPage(run: RunFiles): Promise<string> {
  return document(
    `Search ${run.name}`,
    html`<h1>Search ${run.name}</h1>
      ${await sectionsOf(run)}`,
  );
}

/** Several runs compared, then each one's own report. @param runs their names differ */
export async function renderComparison(runs: readonly RunFiles[]): Promise<string> {
  const title = `Comparison of ${runs.length} searches`;
  const articles = await Promise.all(
    runs.map(
      async (run, i) =>
        html`<article id="run-${i + 1}">
          <h1>Search ${run.name}</h1>
          ${await sectionsOf(run)}
        </article>`,
    ),
  );
  const links = runs.map((run, i) => html`<li><a href="#run-${i + 1}">${run.name}</a></li>`);
  return document(
    title,
    html`<h1>${title}</h1>
      <nav>
        <ul>
          ${links}
        </ul>
      </nav>
      ${comparisonSections(runs)} ${articles}`,
  );
}

async function sectionsOf(run: RunFiles): Promise<Html> {
  const ranking = rankArchitectures(run);
  const cells = await cellsSection(ranking, run.settings);
  return html`${summarySection(run, ranking)} ${cells} ${topSection(ranking)} ${roundsSection(run)}
  ${figure2Section(run)} ${predictedSection(run)} ${learningSection(run)} ${controllerSection(run)}
  ${settingsSection(run)}`;
}

function document(title: string, content: Html): string {
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
  return uniqueIdentifiers(page);
}

/** Every chart calls its parts `chart-...`: numbered here, since a page has many. */
function uniqueIdentifiers(page: string): string {
  let charts = 0;
  return page.replace(/<div class="chart".*?<\/svg>/gs, (chart) => {
    charts += 1;
    return chart.replace(/(\bid="|#)chart-/g, `$1chart${charts}-`);
  });
}
