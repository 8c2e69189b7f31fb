import { type Color, COLORS } from '../colors';
import { formatNumber } from '../format';
import type { Html } from '../html/html';
import { type LogRow, readNumberCell } from '../read-csv';
import { createValueAxis } from './axes';
import { type LegendEntry, renderFigure } from './figure';

export interface Curve {
  readonly name: string;
  /** Column that the curve shows. */
  readonly column: string;
  readonly color: Color;
}

export interface CurvesFigure {
  readonly title: string;
  /** Name of the horizontal axis, and the column that counts along it. */
  readonly xName: string;
  readonly xColumn: string;
  readonly curves: readonly Curve[];
  readonly caption?: string;
}

/** More points than the chart has pixels would only blur it. */
const MAX_POINTS = 240;

type Point = [x: number, y: number];

/**
 * Curves over the rows of a log, dashed lines where a new round begins. Undefined where none of the columns holds a
 * number.
 */
export function renderCurvesFigure(
  rows: readonly LogRow[],
  { title, xName, xColumn, curves, caption }: CurvesFigure,
) {
  const { places: positions, beginnings: roundStarts } = computePositions(rows, xColumn);
  const drawn = curves
    .map((curve) => ({ curve, all: collectPoints(rows, positions, curve.column) }))
    .filter(({ all }) => all.length > 0);
  if (drawn.length === 0) return undefined;

  const rowsPerPoint = Math.max(...drawn.map(({ all }) => Math.ceil(all.length / MAX_POINTS)));
  const series = drawn.map(({ curve, all }) => ({ curve, points: downsample(all, rowsPerPoint) }));
  const averaged = rowsPerPoint > 1 ? `A point is the mean of up to ${rowsPerPoint} rows.` : '';
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
        // A line needs two points to be seen.
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

/** The figures that have something to show. */
export function renderCurvesFigures(rows: readonly LogRow[], figures: readonly CurvesFigure[]): Html[] {
  return figures.flatMap((one) => renderCurvesFigure(rows, one) ?? []);
}

/**
 * Where each row lies along the axis. Where a round counts from its beginning again, it is set after the round before.
 * @returns a place for each row, and the places where rounds other than the first begin
 */
function computePositions(
  rows: readonly LogRow[],
  column: string,
): { places: number[]; beginnings: number[] } {
  const positions: number[] = [];
  const roundStarts: number[] = [];
  let offset = 0;
  let last = { round: rows[0]?.round, place: 0, count: 0 };
  for (const row of rows) {
    const count = readNumberCell(row, column) ?? last.count + 1;
    if (row.round !== last.round) {
      if (count <= last.count) offset = last.place + 1;
      roundStarts.push(last.place);
    }
    const position = offset + count;
    positions.push(position);
    last = { round: row.round, place: position, count };
  }
  return { places: positions, beginnings: roundStarts };
}

function collectPoints(rows: readonly LogRow[], positions: readonly number[], column: string): Point[] {
  return rows.flatMap((row, i): Point[] => {
    const y = readNumberCell(row, column);
    return y === undefined ? [] : [[positions[i], y]];
  });
}

/** Means of groups of `size` neighbors, set at the last one's place. */
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
