/** Text that is HTML already. Everything else put into a page is escaped. */
export class Html {
  constructor(readonly text: string) {}
}

type Content = Html | string | number | readonly Html[];

/** Joins HTML and values: strings and numbers are escaped, `Html` goes in as it is. */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Html {
  return new Html(strings.reduce((page, piece, i) => page + toHtml(values[i - 1]) + piece));
}

export const emptyHtml = new Html('');

function toHtml(content: Content): string {
  if (content instanceof Html) return content.text;
  if (typeof content === 'object') return content.map((part) => part.text).join('');
  return escapeHtml(String(content));
}

/** Safe in text and in quoted attributes. */
function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** A titled part of the page. */
export function renderSection(title: string, content: Html): Html {
  return html`<section>
    <h2>${title}</h2>
    ${content}
  </section>`;
}
