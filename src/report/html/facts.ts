import { html, type Html } from './html';

/** Renders named values in a row, such as the settings above a page. */
export function renderFacts(facts: readonly (readonly [name: string, value: string | Html])[]): Html {
  const items = facts.map(
    ([name, value]) =>
      html`<div>
        <dt>${name}</dt>
        <dd>${value}</dd>
      </div>`,
  );
  return html`<dl class="facts">${items}</dl>`;
}
