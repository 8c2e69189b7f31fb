import { valueAxis } from './axes';
import { COLOURS, type Colour } from '../colors';
import { figure, type LegendEntry } from './figure';
import { formatNumber } from '../format';
import type { Html } from '../html/html';
import { numberIn, type Row } from '../read-csv';

export interface Curve {
  readonly name: string;
  /** Column that the curve shows. */
  readonly column: string;
  readonly colour: Colour;
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
const MOST_POINTS = 240;

type Point = [x: number, y: number];

/**
 * Curves over the rows of a log, dashed lines where a new round begins. Undefined where none of the columns holds a
 * number.
 */
export function curvesFigure(rows: readonly Row[], { title, xName, xColumn, curves, caption }: CurvesFigure) {
  const { places, beginnings } = placeRows(rows, xColumn);
  const drawn = curves
    .map((curve) => ({ curve, all: pointsOf(rows, places, curve.column) }))
    .filter(({ all }) => all.length > 0);
  if (drawn.length === 0) return undefined;

  const rowsPerPoint = Math.max(...drawn.map(({ all }) => Math.ceil(all.length / MOST_POINTS)));
  const series = drawn.map(({ curve, all }) => ({ curve, points: thinned(all, rowsPerPoint) }));
  const averaged = rowsPerPoint > 1 ? `A point is the mean of up to ${rowsPerPoint} rows.` : '';
  const notes = [caption ?? '', averaged].filter((note) => note !== '').join(' ');
  return figure({
    title,
    legend: series.map(({ curve }): LegendEntry => ({
      name: curve.name,
      colour: curve.colour,
      mark: 'line',
    })),
    option: {
      xAxis: valueAxis(xName),
      yAxis: valueAxis(),
      series: series.map(({ curve, points }, i) => ({
        type: 'line' as const,
        data: points,
        // A line needs two points to be seen.
        showSymbol: points.length === 1,
        symbol: 'circle',
        lineStyle: { width: 1.8, color: COLOURS[curve.colour].light },
        itemStyle: { color: COLOURS[curve.colour].light },
        markLine: i === 0 ? roundLines(beginnings) : undefined,
      })),
    },
    marks: series.flatMap(({ curve, points }, i) =>
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
export function curvesFigures(rows: readonly Row[], figures: readonly CurvesFigure[]): Html[] {
  return figures.flatMap((one) => curvesFigure(rows, one) ?? []);
}

/**
 * Where each row lies along the axis. Where a round counts from its beginning again, it is set after the round before.
 * @returns a place for each row, and the places where rounds other than the first begin
 */
function placeRows(rows: readonly Row[], column: string): { places: number[]; beginnings: number[] } {
  const places: number[] = [];
  const beginnings: number[] = [];
  let offset = 0;
  let last = { round: rows[0]?.round, place: 0, count: 0 };
  for (const row of rows) {
    const count = numberIn(row, column) ?? last.count + 1;
    if (row.round !== last.round) {
      if (count <= last.count) offset = last.place + 1;
      beginnings.push(last.place);
    }
    const place = offset + count;
    places.push(place);
    last = { round: row.round, place, count };
  }
  return { places, beginnings };
}

function pointsOf(rows: readonly Row[], places: readonly number[], column: string): Point[] {
  return rows.flatMap((row, i): Point[] => {
    const y = numberIn(row, column);
    return y === undefined ? [] : [[places[i], y]];
  });
}

/** Means of groups of `size` neighbours, set at the last one's place. */
function thinned(points: readonly Point[], size: number): Point[] {
  if (size === 1) return [...points];
  const means: Point[] = [];
  for (let start = 0; start < points.length; start += size) {
    const group = points.slice(start, start + size);
    const sum = group.reduce((total, [, y]) => total + y, 0);
    means.push([group[group.length - 1][0], sum / group.length]);
  }
  return means;
}

function roundLines(beginnings: readonly number[]) {
  return {
    silent: true,
    symbol: 'none',
    label: { show: false },
    lineStyle: { type: 'dashed' as const, width: 1, color: COLOURS.axis.light },
    data: beginnings.map((xAxis) => ({ xAxis })),
  };
}
