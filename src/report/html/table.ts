import { type DataCell, type DataColumn, type DataTable, formatDataCell, isLeftAligned } from './data-table';
import { html, type Html } from './html';
import { renderTableExports } from './table-export';

/** Renders a table that scrolls if it is wider than the page, and can be copied as CSV, Markdown and LaTeX. */
export function renderTable(table: DataTable): Html {
  const heads = table.columns.map((column) =>
    isLeftAligned(column) ? html`<th class="text">${column.head}</th>` : html`<th>${column.head}</th>`,
  );
  const lines = table.rows.map(
    (row) =>
      html`<tr>
        ${table.columns.map((column, i) => renderCell(column, row[i]))}
      </tr>`,
  );
  return html`<div class="table">
    <div class="wide">
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
    </div>
    ${renderTableExports(table)}
  </div>`;
}

function renderCell(column: DataColumn, value: DataCell): Html {
  const text = formatDataCell(value);
  if (column.isCode) return html`<td class="text"><code>${text}</code></td>`;
  return column.isText ? html`<td class="text">${text}</td>` : html`<td>${text}</td>`;
}
