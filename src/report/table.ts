import { html, type Html } from './html';

/** A table that scrolls by itself where it is wider than the page. @param heads cells of the head. @param lines rows */
export function table(heads: readonly Html[], lines: readonly Html[]): Html {
  return html`<div class="wide">
    <table>
      <thead>
        <tr>
          ${heads}
        </tr>
      </thead>
      <tbody>
        ${lines}
      </tbody>
    </table>
  </div>`;
}

/** Cells of a head. */
export function heads(...texts: readonly string[]): Html[] {
  return texts.map((text) => html`<th>${text}</th>`);
}
