import { cellsSection } from './cells';
import { controllerSection } from './controller';
import { html, Html } from './html';
import { learningSection } from './learning';
import { predictedSection } from './predicted';
import { rankArchitectures } from './ranking';
import { roundsSection } from './rounds';
import type { RunFiles } from './run-files';
import { STYLE } from './style';
import { summarySection } from './summary';
import { topSection } from './top';

/**
 * The report as one HTML document: no scripts, nothing loaded from elsewhere. The same files give the same bytes.
 */
export async function renderPage(run: RunFiles): Promise<string> {
  const ranking = rankArchitectures(run);
  const cells = await cellsSection(ranking, run.settings);
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <title>Search ${run.name}</title>
        <style>
          ${new Html(STYLE)}
        </style>
      </head>
      <body>
        <main>
          <h1>Search ${run.name}</h1>
          ${summarySection(run, ranking)} ${cells} ${topSection(ranking)} ${roundsSection(run)}
          ${predictedSection(run)} ${learningSection(run)} ${controllerSection(run)}
          <footer>
            <p class="absent">Made from the CSV files of this run folder. Rounds and ids are theirs.</p>
          </footer>
        </main>
      </body>
    </html> `.text;
}
