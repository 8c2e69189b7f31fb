import { formatCount, formatNumber } from '../format';
import { emptyHtml, escapeHtml, html, Html, renderSection } from '../html/html';
import { renderScrolling } from '../html/table';
import { listDescents } from '../lineage';
import { type ArchitectureRanking, findMetricColumn, type RankingEntry } from '../ranking';
import { type LogRow, readNumberCell } from '../read-csv';
import type { RunFiles } from '../run-files';

/** An architecture with its last row in architectures.csv, and what its first row has. */
interface Entry {
  readonly last: LogRow;
  readonly first: LogRow;
  /** Rank in the last scoring. */
  readonly rank: number | undefined;
  readonly gain: number | undefined;
}

/** A column of the table of all architectures. */
interface Column {
  readonly head: string;
  /** Set for text, which is left-aligned. */
  readonly isText?: true;
  readonly get: (entry: Entry) => string;
}

/**
 * Renders all architectures as a table, ranked ones first. The script of the page adds sorting, filters and a search to
 * it. Its HTML is written compactly, since it may have thousands of rows.
 */
export function renderAllSection(run: RunFiles, ranking: ArchitectureRanking | undefined): Html {
  const metric = findMetricColumn(run);
  const entries = listEntries(run, ranking?.ranked ?? []);
  if (metric === undefined || entries.length === 0) return emptyHtml;
  const columns = createColumns(metric).filter(({ get }) => entries.some((entry) => get(entry) !== ''));
  const heads = columns.map(({ head, isText }) =>
    isText ? html`<th scope="col" class="text">${head}</th>` : html`<th scope="col">${head}</th>`,
  );
  const rows = entries.map((entry) => {
    const cells = columns.map(({ isText, get }, i) => {
      const text = escapeHtml(get(entry));
      if (i === 0) return `<th scope=row>${text}`;
      return isText ? `<td class=text>${text}` : `<td>${text}`;
    });
    // HTML allows the ends of rows and cells to be left out.
    return new Html(`<tr>${cells.join('')}`);
  });
  const table = html`<table class="all">
    <caption>
      ${formatCount(entries.length)}
      architectures${ranking === undefined ? '' : ', by rank in the last scoring'}
    </caption>
    <thead>
      <tr>
        ${heads}
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`;
  return renderSection(
    'All architectures',
    html`<p class="absent print-only">The table is in architectures.csv.</p>
      <div class="explorer">${renderScrolling('all architectures', table)}</div>`,
  );
}

function createColumns(metric: string): readonly Column[] {
  const number =
    (column: string, row: 'first' | 'last' = 'last') =>
    (entry: Entry): string =>
      formatCell(readNumberCell(entry[row], column));
  return [
    { head: 'id', get: ({ last }) => last.id },
    { head: 'rank', get: ({ rank }) => formatCell(rank) },
    { head: metric, get: number(metric) },
    { head: 'origin', isText: true, get: ({ last }) => last.origin },
    { head: 'first round', get: ({ first }) => first.round },
    { head: 'last round', get: ({ last }) => last.round },
    { head: 'parent', get: ({ last }) => last.parent_id ?? '' },
    { head: 'step size', get: number('step_size') },
    { head: 'gain', get: ({ gain }) => formatCell(gain) },
    { head: 'predicted', get: number('predicted', 'first') },
    { head: 'loss', get: number('loss') },
    { head: 'parameters', get: number('parameters') },
    { head: 'multiply-adds', get: number('multiply_adds') },
    { head: 'failure', isText: true, get: ({ last }) => last.failure ?? '' },
    { head: 'architecture', isText: true, get: ({ last }) => last.architecture },
  ];
}

function formatCell(value: number | undefined): string {
  return value === undefined ? '' : formatNumber(value);
}

/** Lists the architectures: ranked ones in the order of their ranks, then the others, the newest first. */
function listEntries(run: RunFiles, ranked: readonly RankingEntry[]): Entry[] {
  const ranks = new Map(ranked.map(({ id }, i) => [id, i + 1]));
  const gains = new Map(listDescents(run).map(({ id, gain }) => [id, gain]));
  const first = new Map<string, LogRow>();
  const last = new Map<string, LogRow>();
  for (const row of run.architectures.rows) {
    if (!first.has(row.id)) first.set(row.id, row);
    last.set(row.id, row);
  }
  const entries = [...last].map(([id, row]): Entry => ({
    last: row,
    first: first.get(id) ?? row,
    rank: ranks.get(id),
    gain: gains.get(id),
  }));
  return entries.reverse().sort((a, b) => (a.rank ?? Infinity) - (b.rank ?? Infinity) || 0);
}
