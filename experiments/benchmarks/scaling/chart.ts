import { drawChart } from '../../../src/report/charts/chart';
import { addSvgTitle } from '../../../src/report/charts/svg-title';
import { COLORS } from '../../../src/report/colors';
import { type Dimension, DIMENSIONS, type PointFigures } from './points';

/** A measured size: the varied number, its value and its figures. */
export interface MeasuredPoint {
  readonly varied: Dimension;
  readonly value: number;
  readonly figures: PointFigures;
}

const PANEL = { width: 210, height: 150, left: 56, top: 40, gap: 62 };
const FIGURES = [
  { key: 'step_ms', name: 'step, ms' },
  { key: 'peak_mb', name: 'peak memory, MB' },
] as const;

/** Draws time and memory of a step against each varied number: a row of panels each, from zero. */
export function drawScaling(points: readonly MeasuredPoint[]): string {
  const varied = DIMENSIONS.filter((dimension) => points.some((point) => point.varied === dimension));
  const panels = FIGURES.flatMap(({ key, name }, row) =>
    varied.map((dimension, column) => ({ key, name, row, dimension, column })),
  );
  const grid = panels.map(({ row, column }) => ({
    left: PANEL.left + column * (PANEL.width + PANEL.gap),
    top: PANEL.top + row * (PANEL.height + PANEL.gap),
    width: PANEL.width,
    height: PANEL.height,
  }));
  const axis = { nameLocation: 'middle' as const, min: 0, nameTextStyle: { color: COLORS.ink.light } };
  const { svg } = drawChart(
    {
      backgroundColor: COLORS.paper.light,
      grid,
      xAxis: panels.map(({ dimension }, i) => ({ ...axis, gridIndex: i, name: dimension, nameGap: 26 })),
      yAxis: panels.map(({ name }, i) => ({ ...axis, gridIndex: i, name, nameGap: 42 })),
      series: panels.map(({ key, dimension }, i) => ({
        type: 'line' as const,
        xAxisIndex: i,
        yAxisIndex: i,
        symbolSize: 6,
        itemStyle: { color: COLORS.blue.light },
        data: points
          .filter((point) => point.varied === dimension)
          .sort((a, b) => a.value - b.value)
          .map(({ value, figures }) => [value, Number(figures[key].toPrecision(4))]),
      })),
    },
    {
      width: PANEL.left + varied.length * (PANEL.width + PANEL.gap),
      height: PANEL.top + FIGURES.length * (PANEL.height + PANEL.gap),
    },
    'scaling',
  );
  return `${addSvgTitle(svg, 'Time and memory of a training step')}\n`;
}
