import { stringify } from 'csv-stringify/sync';
import { type DataTable, isLeft, shownCell } from './data-table';
import { html, type Html } from './html';

/** The table in the forms that papers and notes are written in, folded away until it is wanted. */
export function copies(table: DataTable): Html {
  const forms = [
    ['CSV', asCsv(table)],
    ['Markdown', asMarkdown(table)],
    ['LaTeX', asLatex(table)],
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
export function asCsv({ columns, rows }: DataTable): string {
  return stringify([columns.map(({ head }) => head), ...rows.map((row) => row.map((value) => value ?? ''))]);
}

/** Numbers as the page shows them. */
export function asMarkdown({ columns, rows }: DataTable): string {
  const cells = (texts: readonly string[]): string =>
    `| ${texts.map((text) => text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ')).join(' | ')} |`;
  const rule = columns.map((column) => (isLeft(column) ? '---' : '---:'));
  return [
    cells(columns.map(({ head }) => head)),
    `| ${rule.join(' | ')} |`,
    ...rows.map((row) => cells(row.map(shownCell))),
  ].join('\n');
}

/** A `tabular` with the rules of the package booktabs, numbers as the page shows them. */
export function asLatex({ columns, rows }: DataTable): string {
  const cells = (texts: readonly string[]): string => `${texts.map(latexText).join(' & ')} \\\\`;
  return [
    `\\begin{tabular}{${columns.map((column) => (isLeft(column) ? 'l' : 'r')).join('')}}`,
    '\\toprule',
    cells(columns.map(({ head }) => head)),
    '\\midrule',
    ...rows.map((row) => cells(row.map(shownCell))),
    '\\bottomrule',
    '\\end{tabular}',
  ].join('\n');
}

const LATEX: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '|': '\\textbar{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '–': '--',
  '±': '$\\pm$',
};

function latexText(text: string): string {
  return text.replaceAll(/[\\~^|<>–±]|[&%$#_{}]/g, (sign) => LATEX[sign] ?? `\\${sign}`);
}
