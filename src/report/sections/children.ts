import { createCountAxis, createVerticalAxis } from '../charts/axes';
import { type Figure, renderFigures } from '../charts/figure';
import { COLORS } from '../colors';
import { formatNumber } from '../format';
import { emptyHtml, html, type Html, renderSection } from '../html/html';
import type { ArchitectureRanking } from '../ranking';
import { readNumberCell } from '../read-csv';
import type { RunFiles } from '../run-files';

/** Maximum number of curves. More would only cover each other and enlarge the page. */
const MAX_CURVES = 200;

/** Most of the best architectures whose curves are highlighted, and their largest share. */
const HIGHLIGHTED = 5;
const HIGHLIGHTED_SHARE = 0.2;

/** A point without a value, which interrupts a line. */
const GAP: [step: number, loss: '-'] = [0, '-'];

/** Learning curve of an architecture trained from scratch. */
interface ChildCurve {
  readonly id: string;
  readonly points: [step: number, loss: number][];
}

/** Renders the learning curves of the architectures that mode full trained from scratch; nothing in other modes. */
export function renderChildrenSection(run: RunFiles, ranking: ArchitectureRanking | undefined): Html {
  const curves = collectCurves(run);
  if (curves.length === 0) return emptyHtml;
  return renderSection(
    'Training of each architecture',
    html`<p>Each architecture was trained from scratch, and then scored on held-out data.</p>
      ${renderFigures([createChildrenFigure(curves, ranking)])}`,
  );
}

function collectCurves({ children }: RunFiles): ChildCurve[] {
  const curves = new Map<string, ChildCurve>();
  for (const row of children.rows) {
    const [step, loss] = [readNumberCell(row, 'step'), readNumberCell(row, 'train_loss')];
    if (step === undefined || loss === undefined) continue;
    const curve = curves.get(row.id) ?? { id: row.id, points: [] };
    curve.points.push([step, loss]);
    curves.set(row.id, curve);
  }
  return [...curves.values()];
}

function createChildrenFigure(
  curves: readonly ChildCurve[],
  ranking: ArchitectureRanking | undefined,
): Figure {
  const highlighted = Math.min(HIGHLIGHTED, Math.ceil(HIGHLIGHTED_SHARE * curves.length));
  const bestIds = new Set(ranking?.ranked.slice(0, highlighted).map(({ id }) => id));
  const best = curves.filter(({ id }) => bestIds.has(id));
  const others = curves.filter(({ id }) => !bestIds.has(id));
  const every = Math.ceil(others.length / (MAX_CURVES - best.length));
  const shown = others.filter((_, i) => i % every === 0);
  const groups = [
    { name: 'other architectures', color: 'gray' as const, width: 0.8, curves: shown },
    { name: `the best ${best.length}`, color: 'orange' as const, width: 1.8, curves: best },
  ].filter((group) => group.curves.length > 0);
  const ends = groups.flatMap((group, series) =>
    group.curves.map(({ id, points }) => {
      const at = points[points.length - 1];
      const label = `architecture ${id}: loss ${formatNumber(at[1])} at step ${formatNumber(at[0])}`;
      return { series, at, label };
    }),
  );
  const losses = ends.map(({ at }) => at[1]).sort((a, b) => a - b);
  return {
    title: 'Training loss of each architecture',
    legend: groups.map(({ name, color }) => ({ name, color, mark: 'line' as const })),
    option: {
      xAxis: createCountAxis('training step', { min: 0 }),
      yAxis: createVerticalAxis('loss, nats'),
      series: groups.map(({ color, width, curves: of }) => ({
        type: 'line' as const,
        // One line with gaps: a series for each curve would enlarge the page.
        data: of.flatMap(({ points }) => [...points, GAP]),
        showSymbol: of.every(({ points }) => points.length === 1),
        symbol: 'circle',
        symbolSize: 4,
        lineStyle: { width, color: COLORS[color].light },
        itemStyle: { color: COLORS[color].light },
      })),
    },
    tooltips: ends,
    summary: `Last losses of ${losses.length} architectures: from ${formatNumber(losses[0])} to ${formatNumber(losses[losses.length - 1])}.`,
    ...(every > 1 ? { caption: `One of ${every} other architectures is drawn.` } : {}),
  };
}
