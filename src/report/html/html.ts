/** Text that is already HTML. Everything else put into a page is escaped. */
export class Html {
  constructor(readonly text: string) {}
}

type Content = Html | string | number | readonly Html[];

/** Template tag for HTML: strings and numbers are escaped, `Html` is inserted unchanged. */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Html {
  return new Html(strings.reduce((page, piece, i) => page + toHtml(values[i - 1]) + piece));
}

export const emptyHtml = new Html('');

function toHtml(content: Content): string {
  if (content instanceof Html) return content.text;
  if (typeof content === 'object') return content.map((part) => part.text).join('');
  return escapeHtml(String(content));
}

/** Escapes text for element content and quoted attributes. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** Renders a section of the page with a title. */
export function renderSection(title: string, content: Html): Html {
  return html`<section>
    <h2>${title}</h2>
    ${content}
  </section>`;
}
