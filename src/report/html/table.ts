import { type DataCell, type DataTable, formatDataCell, isLeftAligned } from './data-table';
import { html, type Html } from './html';
import { renderTableExports } from './table-export';

/** Renders a table that scrolls if it is wider than the page, and can be copied as CSV, Markdown and LaTeX. */
export function renderTable(table: DataTable): Html {
  return html`<div class="table">
    ${renderScrolling(table.name, renderPlainTable(table))} ${renderTableExports(table)}
  </div>`;
}

/** Renders content that may be wider than the page in a part of the page that scrolls, by keyboard too. */
export function renderScrolling(name: string, content: Html): Html {
  return html`<div class="scroll" role="group" tabindex="0" aria-label="${name}">${content}</div>`;
}

/** Renders a table without its copies. */
export function renderPlainTable(table: DataTable): Html {
  const classes = table.columns.map((_, i) => (isLeftAligned(table, i) ? 'text' : 'number'));
  const heads = table.columns.map(({ head }, i) => html`<th scope="col" class="${classes[i]}">${head}</th>`);
  const renderCell = (value: DataCell, column: number): Html => {
    const text = formatDataCell(value, table.columns[column]);
    const content = table.columns[column].isCode ? html`<code>${text}</code>` : html`${text}`;
    return column === 0
      ? html`<th scope="row" class="${classes[column]}">${content}</th>`
      : html`<td class="${classes[column]}">${content}</td>`;
  };
  const lines = table.rows.map(
    (row) =>
      html`<tr>
        ${table.columns.map((_, i) => renderCell(row[i], i))}
      </tr>`,
  );
  return html`<table>
    <caption>
      ${table.name}
    </caption>
    <thead>
      <tr>
        ${heads}
      </tr>
    </thead>
    <tbody>
      ${lines}
    </tbody>
  </table>`;
}
