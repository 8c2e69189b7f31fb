import { html, Html } from '../report/html/html';
import { createScriptSource } from '../report/html/script';
import { STYLE } from '../report/html/style';
import type { PageState } from './feed';
import { PAGE_SCRIPT } from './page-script';

const LIVE_STYLE = `
  header { display: flex; flex-wrap: wrap; align-items: baseline; gap: 4px 16px; }
  header h1 { margin-bottom: 4px; }
  .controls { margin: 0 0 12px; }
  .controls button { margin: 0; }
  button[aria-pressed=true] { background: var(--ink); color: var(--paper); }
  #connection:not(:empty) { border-left: 4px solid var(--orange); padding-left: 12px; }
  progress { display: block; width: 100%; max-width: 220px; height: 8px; accent-color: var(--blue); }
  .state::before { content: ''; display: inline-block; width: 9px; height: 9px; margin-right: 6px; border-radius: 50%; background: var(--gray); }
  .state.running::before { background: var(--blue); }
  .state.finished::before { background: var(--green); border-radius: 0; }
  .state.damaged::before { background: var(--orange); clip-path: polygon(50% 0, 100% 100%, 0 100%); }
  .messages { max-height: 12rem; overflow: auto; }
  .pool .scroll { max-height: 24rem; overflow: auto; }
  .messages ol { list-style: none; margin: 0; padding: 0; font: 0.85rem/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
  .messages time { color: var(--muted); margin-right: 8px; }
  #status { color: var(--muted); }
`;

/** Sources that the pages load: nothing but this server's events, and pictures that they contain. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  `script-src ${createScriptSource(PAGE_SCRIPT)}`,
  "style-src 'unsafe-inline'",
  'img-src data:',
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** What surrounds the sections of a page. */
export interface PageFrame {
  readonly heading: string;
  /** Path of the page's events. */
  readonly events: string;
  /** Path of the list of runs; undefined on the list itself. */
  readonly list: string | undefined;
  /** Revision of the state, as the events count it. */
  readonly revision: string;
}

/** Renders a page that its script keeps up to date. Without a script it is loaded again every ten seconds. */
export function renderPage({ heading, events, list, revision }: PageFrame, state: PageState): string {
  const link = list === undefined ? html`` : html`<a href="${list}">All runs</a>`;
  return renderShell(
    state.title || heading,
    html`<noscript><meta http-equiv="refresh" content="10" /></noscript>`,
    html`<body data-events="${events}" data-revision="${revision}">
      <main>
        <header><h1>${heading}</h1></header>
        <p class="controls">
          ${link} <button type="button" id="pause" aria-pressed="false">Pause updates</button>
          <span id="status" role="status">${state.status}</span>
        </p>
        <p id="connection" role="status"></p>
        <div id="sections">${state.revision === 0 ? READING : renderSections(state)}</div>
      </main>
      <div id="tip" role="status" hidden></div>
      ${new Html(`<script>${PAGE_SCRIPT}</script>`)}
    </body>`,
  );
}

const READING = html`<div data-section="reading"><p class="absent">The files are being read.</p></div>`;

function renderSections({ sections }: PageState): readonly Html[] {
  return sections.map(({ id, html: content }) => html`<div data-section="${id}">${new Html(content)}</div>`);
}

/** Renders a page with one sentence, for a request that has no other answer. */
export function renderSentence(sentence: string, list: string | undefined): string {
  const link = list === undefined ? html`` : html`<p><a href="${list}">All runs</a></p>`;
  return renderShell(
    'nao watch',
    html``,
    html`<body>
      <main>
        <h1>nao watch</h1>
        <p>${sentence}</p>
        ${link}
      </main>
    </body>`,
  );
}

function renderShell(title: string, head: Html, body: Html): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        ${head}
        <title>${title}</title>
        <style>
          ${new Html(STYLE + LIVE_STYLE)}
        </style>
      </head>
      ${body}
    </html> `.text;
}
