import { stringify } from 'csv-stringify/sync';
import { type DataTable, formatExportCell, formatExportHead, isLeftAligned } from './data-table';
import { html, type Html } from './html';

/** Renders the table as CSV, Markdown and LaTeX in a collapsed block. */
export function renderTableExports(table: DataTable): Html {
  const forms = [
    ['CSV', toCsv(table)],
    ['Markdown', toMarkdown(table)],
    ['LaTeX', toLatex(table)],
  ] as const;
  const boxes = forms.map(
    ([form, text]) =>
      html`<div>
        <button type="button" class="copy">Copy ${form}</button>
        <textarea readonly rows="4" spellcheck="false" aria-label="${table.name} as ${form}">
${text}</textarea>
      </div>`,
  );
  return html`<details class="copies">
    <summary>Copy this table</summary>
    <div class="forms">${boxes}</div>
  </details>`;
}

/** Formats a table as CSV (RFC 4180), numbers at full precision. */
export function toCsv({ columns, rows }: DataTable): string {
  return stringify([columns.map(formatExportHead), ...rows.map((row) => row.map((value) => value ?? ''))]);
}

/** Formats a table as Markdown, numbers rounded as on the page. */
export function toMarkdown(table: DataTable): string {
  const { columns, rows } = table;
  const formatRow = (texts: readonly string[]): string =>
    `| ${texts.map((text) => text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ')).join(' | ')} |`;
  const rule = columns.map((_, i) => (isLeftAligned(table, i) ? '---' : '---:'));
  return [
    formatRow(columns.map(formatExportHead)),
    `| ${rule.join(' | ')} |`,
    ...rows.map((row) => formatRow(row.map(formatExportCell))),
  ].join('\n');
}

/** Formats a table as a LaTeX `tabular` with booktabs rules, numbers rounded as on the page. */
export function toLatex(table: DataTable): string {
  const { columns, rows } = table;
  const formatRow = (texts: readonly string[]): string => `${texts.map(escapeLatex).join(' & ')} \\\\`;
  return [
    `\\begin{tabular}{${columns.map((_, i) => (isLeftAligned(table, i) ? 'l' : 'r')).join('')}}`,
    '\\toprule',
    formatRow(columns.map(formatExportHead)),
    '\\midrule',
    ...rows.map((row) => formatRow(row.map(formatExportCell))),
    '\\bottomrule',
    '\\end{tabular}',
  ].join('\n');
}

const LATEX_ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '|': '\\textbar{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '–': '--',
  '±': '$\\pm$',
};

function escapeLatex(text: string): string {
  return text.replaceAll(/[\\~^|<>–±]|[&%$#_{}]/g, (sign) => LATEX_ESCAPES[sign] ?? `\\${sign}`);
}
