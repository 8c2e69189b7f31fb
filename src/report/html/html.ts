/** Text that is HTML already. Everything else put into a page is escaped. */
export class Html {
  constructor(readonly text: string) {}
}

type Content = Html | string | number | readonly Html[];

/** Joins HTML and values: strings and numbers are escaped, `Html` goes in as it is. */
export function html(fixed: TemplateStringsArray, ...contents: readonly Content[]): Html {
  return new Html(fixed.reduce((page, piece, i) => page + asHtml(contents[i - 1]) + piece));
}

export const nothing = new Html('');

function asHtml(content: Content): string {
  if (content instanceof Html) return content.text;
  if (typeof content === 'object') return content.map((part) => part.text).join('');
  return escape(String(content));
}

/** Safe in text and in quoted attributes. */
function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** A titled part of the page. */
export function section(title: string, content: Html): Html {
  return html`<section>
    <h2>${title}</h2>
    ${content}
  </section>`;
}
