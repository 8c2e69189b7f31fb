import { drawChart } from '../../../src/report/charts/chart';
import { addSvgTitle } from '../../../src/report/charts/svg-title';
import { type Color, COLORS } from '../../../src/report/colors';

/** A line of a panel. */
export interface Line {
  /** In the legend; a panel with one line needs none. */
  readonly name?: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** A chart among others, from zero. */
export interface Panel {
  readonly x: string;
  readonly y: string;
  readonly lines: readonly Line[];
}

const PANEL = { width: 210, height: 150, left: 56, top: 40, gap: 62 };
const LINE_COLORS: readonly Color[] = ['blue', 'orange', 'green', 'purple', 'gray'];

/**
 * Draws rows of panels as an SVG document.
 *
 * @param scope prefix of every identifier in the drawing
 */
export function drawPanels(title: string, rows: readonly (readonly Panel[])[], scope: string): string {
  const placed = rows.flatMap((panels, row) => panels.map((panel, column) => ({ ...panel, row, column })));
  const axis = { nameLocation: 'middle' as const, min: 0, nameTextStyle: { color: COLORS.ink.light } };
  const { svg } = drawChart(
    {
      backgroundColor: COLORS.paper.light,
      legend: { top: 4, icon: 'circle', textStyle: { color: COLORS.ink.light } },
      grid: placed.map(({ row, column }) => ({
        left: PANEL.left + column * (PANEL.width + PANEL.gap),
        top: PANEL.top + row * (PANEL.height + PANEL.gap),
        width: PANEL.width,
        height: PANEL.height,
      })),
      xAxis: placed.map(({ x }, i) => ({ ...axis, gridIndex: i, name: x, nameGap: 26 })),
      yAxis: placed.map(({ y }, i) => ({ ...axis, gridIndex: i, name: y, nameGap: 42 })),
      series: placed.flatMap(({ lines }, panel) =>
        lines.map(({ name, points }, line) => ({
          type: 'line' as const,
          name,
          xAxisIndex: panel,
          yAxisIndex: panel,
          symbolSize: 6,
          itemStyle: { color: COLORS[LINE_COLORS[line % LINE_COLORS.length]].light },
          data: points
            .toSorted(([a], [b]) => a - b)
            .map(([x, y]): [number, number] => [x, Number(y.toPrecision(4))]),
        })),
      ),
    },
    {
      width: PANEL.left + Math.max(...rows.map(({ length }) => length)) * (PANEL.width + PANEL.gap),
      height: PANEL.top + rows.length * (PANEL.height + PANEL.gap),
    },
    scope,
  );
  return `${addSvgTitle(svg, title)}\n`;
}
