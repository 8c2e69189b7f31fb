import type { EChartsOption } from 'echarts';
import { UserError } from '../../errors';
import type { CellPart } from '../../space/cell-parts';
import { createCategoryAxis, createValueAxis, FRACTION } from '../charts/axes';
import { CHART_GRID, type Figure, renderFigures } from '../charts/figure';
import { type Color, COLORS } from '../colors';
import { emptyHtml, html, type Html, renderSection } from '../html/html';
import { renderTable } from '../html/table';
import { parseInRunSpace } from '../parse';
import type { ArchitectureRanking } from '../ranking';
import type { ReportSettings } from '../run-files';

/** Share of the ranked architectures that count as good. */
const GOOD_SHARE = 0.1;

/** Fewest ranked architectures of which a tenth says something. */
const FEWEST = 20;

/** How often a part occurs, as a share of all parts of its kind. */
interface PartShare {
  readonly kind: string;
  readonly name: string;
  readonly good: number;
  readonly all: number;
}

/** Renders the parts of the best tenth of the ranked architectures against those of all. */
export function renderCommonPartsSection(
  ranking: ArchitectureRanking | undefined,
  settings: ReportSettings,
): Html {
  if (ranking === undefined || ranking.ranked.length < FEWEST) return emptyHtml;
  const parts = listParts(ranking, settings);
  if (parts === undefined) return emptyHtml;
  const good = Math.ceil(GOOD_SHARE * parts.length);
  const shares = computeShares(parts.slice(0, good).flat(), parts.flat());
  const kinds = [...new Set(shares.map(({ kind }) => kind))];
  const figures = kinds.map((kind) =>
    createShareFigure(
      kind,
      shares.filter((share) => share.kind === kind),
    ),
  );
  return renderSection(
    'What the good cells share',
    html`<p>
        How often each part occurs in the best ${good} of ${parts.length} ranked architectures, and in all of
        them. A search proposes what it has found to be good, so all of them are no random sample.
      </p>
      ${renderFigures(figures)}
      <details>
        <summary>The shares as a table</summary>
        ${renderTable({
          name: 'parts by frequency',
          columns: ['kind', 'part', `best ${good}`, 'all', 'ratio'].map((head) => ({ head })),
          rows: shares.map(({ kind, name, good: share, all }) => [kind, name, share, all, share / all]),
        })}
      </details>`,
  );
}

/** Lists the parts of each ranked architecture; undefined if the space is unknown or lists none. */
function listParts(
  { ranked }: ArchitectureRanking,
  { space }: ReportSettings,
): (readonly CellPart[])[] | undefined {
  try {
    const parts = ranked.map((entry) => {
      const parsed = parseInRunSpace(entry.architecture, space);
      return parsed.space.listParts?.(parsed.architecture);
    });
    return parts.every((each) => each !== undefined) ? parts : undefined;
  } catch (error) {
    // The space may be unknown or the file edited by hand: the section on cells says so.
    if (!(error instanceof UserError)) throw error;
    return undefined;
  }
}

/** Computes the shares of all parts that occur, the kinds in order and the most frequent part of each first. */
function computeShares(good: readonly CellPart[], all: readonly CellPart[]): PartShare[] {
  const [goodCounts, allCounts] = [countParts(good), countParts(all)];
  return [...allCounts].flatMap(([kind, names]) => {
    const sum = (counts: ReadonlyMap<string, number> | undefined): number =>
      [...(counts?.values() ?? [])].reduce((total, count) => total + count, 0);
    const goodNames = goodCounts.get(kind);
    const shares = [...names].map(([name, count]) => ({
      kind,
      name,
      good: (goodNames?.get(name) ?? 0) / (sum(goodNames) || 1),
      all: count / sum(names),
    }));
    return shares.sort((a, b) => b.all - a.all || a.name.localeCompare(b.name));
  });
}

function countParts(parts: readonly CellPart[]): Map<string, Map<string, number>> {
  const counts = new Map<string, Map<string, number>>();
  for (const { kind, name } of parts) {
    const names = counts.get(kind) ?? new Map<string, number>();
    counts.set(kind, names.set(name, (names.get(name) ?? 0) + 1));
  }
  return counts;
}

function createShareFigure(kind: string, shares: readonly PartShare[]): Figure {
  // In the order of their names, which for nodes is their own.
  const sorted = [...shares].sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  const groups: readonly { name: string; color: Color; get: (share: PartShare) => number }[] = [
    { name: 'best tenth', color: 'orange', get: ({ good }) => good },
    { name: 'all', color: 'gray', get: ({ all }) => all },
  ];
  const option: EChartsOption = {
    grid: { ...CHART_GRID, top: 8 },
    xAxis: { ...createValueAxis('share', FRACTION), scale: false },
    yAxis: {
      ...createCategoryAxis(
        sorted.map(({ name }) => name),
        '',
      ),
      inverse: true,
    },
    series: groups.map(({ color, get }) => ({
      type: 'bar' as const,
      barMaxWidth: 12,
      barGap: '10%',
      itemStyle: { color: COLORS[color].light },
      data: sorted.map(get),
    })),
  };
  const most = shares.reduce((a, b) => (b.good - b.all > a.good - a.all ? b : a));
  return {
    title: `${kind.slice(0, 1).toUpperCase()}${kind.slice(1)}`,
    legend: groups.map(({ name, color }) => ({ name, color, mark: 'dot' as const })),
    option,
    tooltips: groups.flatMap(({ name, get }, series) =>
      sorted.map((share, i) => ({
        series,
        at: [get(share), i] as const,
        label: `${share.name}: ${formatPercent(get(share))} of ${name === 'all' ? 'all' : 'the best tenth'}`,
      })),
    ),
    summary: `Most favored by the best tenth: ${most.name}, ${formatPercent(most.good)} against ${formatPercent(most.all)}.`,
  };
}

function formatPercent(share: number): string {
  return `${(100 * share).toFixed(0)}\u00a0%`;
}
