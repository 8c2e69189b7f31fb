import { stringify } from 'csv-stringify/sync';
import { type DataTable, formatDataCell, isLeftAligned } from './data-table';
import { html, type Html } from './html';

/** The table in the forms that papers and notes are written in, folded away until it is wanted. */
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

/** RFC 4180, numbers in full. */
export function toCsv({ columns, rows }: DataTable): string {
  return stringify([columns.map(({ head }) => head), ...rows.map((row) => row.map((value) => value ?? ''))]);
}

/** Numbers as the page shows them. */
export function toMarkdown({ columns, rows }: DataTable): string {
  const formatRow = (texts: readonly string[]): string =>
    `| ${texts.map((text) => text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ')).join(' | ')} |`;
  const rule = columns.map((column) => (isLeftAligned(column) ? '---' : '---:'));
  return [
    formatRow(columns.map(({ head }) => head)),
    `| ${rule.join(' | ')} |`,
    ...rows.map((row) => formatRow(row.map(formatDataCell))),
  ].join('\n');
}

/** A `tabular` with the rules of the package booktabs, numbers as the page shows them. */
export function toLatex({ columns, rows }: DataTable): string {
  const formatRow = (texts: readonly string[]): string => `${texts.map(escapeLatex).join(' & ')} \\\\`;
  return [
    `\\begin{tabular}{${columns.map((column) => (isLeftAligned(column) ? 'l' : 'r')).join('')}}`,
    '\\toprule',
    formatRow(columns.map(({ head }) => head)),
    '\\midrule',
    ...rows.map((row) => formatRow(row.map(formatDataCell))),
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
