import { type Direction, getSign } from '../../statistics/direction';
import { COLORS } from '../colors';
import { formatNumber } from '../format';
import { createValueAxis, createVerticalAxis, getMetricBounds } from './axes';
import type { Figure } from './figure';

/** An architecture with a number that ranks it, and its true value. */
export interface RankedPoint {
  /** Text form. */
  readonly architecture: string;
  readonly x: number;
  readonly y: number;
}

/** Axes of a scatter plot. */
export interface ScatterAxes {
  /** The number that ranks the points. */
  readonly x: string;
  /** The true value. */
  readonly y: string;
  /** Direction in which `x` ranks. */
  readonly direction: Direction;
}

/** Points drawn in another color: those that are ranked first. */
const HIGHLIGHTED = 10;
/** Maximum number of other dots. More would only cover each other and enlarge the page. */
const MAX_DOTS = 800;

/** Creates the scatter plot of true values against the numbers that rank the points, with the first ten highlighted. */
export function createSelectionScatter(
  points: readonly RankedPoint[],
  { x, y, direction }: ScatterAxes,
): Figure {
  const sign = getSign(direction);
  const sorted = [...points].sort((a, b) => sign * (b.x - a.x));
  const others = sorted.slice(HIGHLIGHTED);
  const every = Math.ceil(others.length / MAX_DOTS);
  const groups = [
    { name: 'others', color: 'blue' as const, points: others.filter((_, i) => i % every === 0) },
    { name: `first ${HIGHLIGHTED}`, color: 'orange' as const, points: sorted.slice(0, HIGHLIGHTED) },
  ].filter((group) => group.points.length > 0);
  return {
    title: `${y} against ${x}`,
    legend: groups.map(({ name, color }) => ({ name, color, mark: 'dot' as const })),
    option: {
      xAxis: createValueAxis(x),
      yAxis: createVerticalAxis(
        y,
        getMetricBounds(
          y,
          points.map((point) => point.y),
        ),
      ),
      series: groups.map(({ color, points: dots }) => ({
        type: 'scatter' as const,
        symbol: 'circle',
        symbolSize: 6,
        itemStyle: { color: COLORS[color].light, opacity: 0.65 },
        data: dots.map((dot) => [dot.x, dot.y]),
      })),
    },
    tooltips: groups.flatMap(({ points: dots }, series) =>
      dots.map((dot) => ({
        series,
        at: [dot.x, dot.y] as const,
        label: `${dot.architecture}: ${x} ${formatNumber(dot.x)}, ${y} ${formatNumber(dot.y)}`,
      })),
    ),
    summary: describeSelection(sorted, { x, y, direction }),
    ...(every > 1 ? { caption: `One of ${every} others is drawn.` } : {}),
  };
}

/** Describes the truth of the points that are ranked first, and of all. */
function describeSelection(sorted: readonly RankedPoint[], { x, y }: ScatterAxes): string {
  const mean = (points: readonly RankedPoint[]): string =>
    formatNumber(points.reduce((sum, point) => sum + point.y, 0) / points.length);
  const first = sorted.slice(0, HIGHLIGHTED);
  return `The first ${first.length} by ${x} have a mean ${y} of ${mean(first)}; all ${sorted.length} have ${mean(sorted)}.`;
}
