import { type Color, COLORS } from '../colors';
import { formatNumber } from '../format';
import type { Html } from '../html/html';
import { type LogRow, readNumberCell } from '../read-csv';
import { createValueAxis } from './axes';
import { type LegendEntry, renderFigure } from './figure';

/** Curve of one column of a log. */
export interface Curve {
  readonly name: string;
  /** Column of the values. */
  readonly column: string;
  readonly color: Color;
}

/** Description of a figure of curves over the rows of a log. */
export interface CurvesFigure {
  readonly title: string;
  /** Label of the horizontal axis, and the column of its values. */
  readonly xName: string;
  readonly xColumn: string;
  readonly curves: readonly Curve[];
  readonly caption?: string;
}

/** Points per curve: more than the chart has pixels would only blur it. */
const MAX_POINTS = 240;

type Point = [x: number, y: number];

/**
 * Renders curves over the rows of a log, with a dashed line where a round begins.
 *
 * @returns undefined if none of the columns has a number
 */
export function renderCurvesFigure(rows: readonly LogRow[], figure: CurvesFigure): Html | undefined {
  const { title, xName, xColumn, curves, caption } = figure;
  const { positions, roundStarts } = computePositions(rows, xColumn);
  const { series, rowsPerPoint } = collectSeries(rows, positions, curves);
  if (series.length === 0) return undefined;

  const averaged = rowsPerPoint > 1 ? `Each point is the mean of up to ${rowsPerPoint} rows.` : '';
  const notes = [caption ?? '', averaged].filter((note) => note !== '').join(' ');
  return renderFigure({
    title,
    legend: series.map(({ curve }): LegendEntry => ({
      name: curve.name,
      color: curve.color,
      mark: 'line',
    })),
    option: {
      xAxis: createValueAxis(xName),
      yAxis: createValueAxis(),
      series: series.map(({ curve, points }, i) => ({
        type: 'line' as const,
        data: points,
        // A line needs at least two points to be visible.
        showSymbol: points.length === 1,
        symbol: 'circle',
        lineStyle: { width: 1.8, color: COLORS[curve.color].light },
        itemStyle: { color: COLORS[curve.color].light },
        markLine: i === 0 ? createRoundLines(roundStarts) : undefined,
      })),
    },
    tooltips: series.flatMap(({ curve, points }, i) =>
      points.map((at) => ({
        series: i,
        at,
        label: `${curve.name} ${formatNumber(at[1])}, ${xName} ${formatNumber(at[0])}`,
      })),
    ),
    ...(notes === '' ? {} : { caption: notes }),
  });
}

/** Renders the figures that have data. */
export function renderCurvesFigures(rows: readonly LogRow[], figures: readonly CurvesFigure[]): Html[] {
  return figures.flatMap((figure) => renderCurvesFigure(rows, figure) ?? []);
}

/** Collects the points of the curves that have any, averaged to at most `MAX_POINTS` each. */
function collectSeries(rows: readonly LogRow[], positions: readonly number[], curves: readonly Curve[]) {
  const all = curves
    .map((curve) => ({ curve, points: collectPoints(rows, positions, curve.column) }))
    .filter(({ points }) => points.length > 0);
  const rowsPerPoint = Math.max(...all.map(({ points }) => Math.ceil(points.length / MAX_POINTS)));
  return {
    rowsPerPoint,
    series: all.map(({ curve, points }) => ({ curve, points: downsample(points, rowsPerPoint) })),
  };
}

/**
 * Computes the position of each row along the axis. A round whose count restarts is appended to the round before.
 *
 * @returns a position for each row, and the positions where rounds other than the first begin
 */
function computePositions(
  rows: readonly LogRow[],
  column: string,
): { positions: number[]; roundStarts: number[] } {
  const positions: number[] = [];
  const roundStarts: number[] = [];
  let offset = 0;
  let last = { round: rows[0]?.round, position: 0, count: 0 };
  for (const row of rows) {
    const count = readNumberCell(row, column) ?? last.count + 1;
    if (row.round !== last.round) {
      if (count <= last.count) offset = last.position + 1;
      roundStarts.push(last.position);
    }
    const position = offset + count;
    positions.push(position);
    last = { round: row.round, position, count };
  }
  return { positions, roundStarts };
}

function collectPoints(rows: readonly LogRow[], positions: readonly number[], column: string): Point[] {
  return rows.flatMap((row, i): Point[] => {
    const y = readNumberCell(row, column);
    return y === undefined ? [] : [[positions[i], y]];
  });
}

/** Averages groups of `size` neighboring points. Each mean is placed at the last point of its group. */
function downsample(points: readonly Point[], size: number): Point[] {
  if (size === 1) return [...points];
  const means: Point[] = [];
  for (let start = 0; start < points.length; start += size) {
    const group = points.slice(start, start + size);
    const sum = group.reduce((total, [, y]) => total + y, 0);
    means.push([group[group.length - 1][0], sum / group.length]);
  }
  return means;
}

function createRoundLines(roundStarts: readonly number[]) {
  return {
    silent: true,
    symbol: 'none',
    label: { show: false },
    lineStyle: { type: 'dashed' as const, width: 1, color: COLORS.axis.light },
    data: roundStarts.map((xAxis) => ({ xAxis })),
  };
}
