import { type Color, COLORS } from '../colors';
import { formatNumber } from '../format';
import { type LogRow, readNumberCell } from '../read-csv';
import { type AxisBounds, createCountAxis, createVerticalAxis } from './axes';
import type { Figure, LegendEntry } from './figure';

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
  /** Label of the vertical axis, with the unit. */
  readonly yName: string;
  readonly yBounds?: AxisBounds;
  readonly curves: readonly Curve[];
  readonly caption?: string;
}

/** Points per curve: more than the chart has pixels would only blur it. */
const MAX_POINTS = 240;

/** Dashes of the curves in order. */
const DASHES: readonly ('solid' | number[])[] = ['solid', [9, 5], [3, 3]];

type Point = [x: number, y: number];

/** A curve in pieces: it is interrupted where a round begins, since training may restart there. */
interface PiecewiseCurve {
  readonly curve: Curve;
  /** Points of each round; none is empty. */
  readonly pieces: readonly (readonly Point[])[];
}

/**
 * Creates a figure of curves over the rows of a log, with a dashed line where a new round begins.
 *
 * @returns undefined if none of the columns has a number
 */
export function createCurvesFigure(rows: readonly LogRow[], figure: CurvesFigure): Figure | undefined {
  const { title, xName, xColumn, yName, yBounds, curves, caption = '' } = figure;
  const { positions, roundStarts } = computePositions(rows, xColumn);
  const { series, rowsPerPoint } = collectSeries(rows, positions, curves);
  if (series.length === 0) return undefined;

  const notes = [
    caption,
    roundStarts.length > 0 ? 'Dashed lines: a new round begins.' : '',
    rowsPerPoint > 1 ? `Each point is the mean of up to ${rowsPerPoint} rows.` : '',
  ].filter((note) => note !== '');
  return {
    title,
    legend: series.map(({ curve }, i): LegendEntry => ({
      name: curve.name,
      color: curve.color,
      mark: i === 0 ? 'line' : 'dashes',
    })),
    option: {
      xAxis: createCountAxis(xName),
      yAxis: createVerticalAxis(yName, yBounds),
      series: [
        ...series.map(({ curve, pieces }, i) => ({
          type: 'line' as const,
          data: joinPieces(pieces),
          showSymbol: false,
          // Between its dashes, a line shows another one under it.
          lineStyle: { width: 1.8, type: DASHES[i % DASHES.length], color: COLORS[curve.color].light },
          itemStyle: { color: COLORS[curve.color].light },
          markLine: i === 0 ? createRoundLines(roundStarts) : undefined,
        })),
        // A line needs at least two points to be visible.
        ...series.map(({ curve, pieces }) => ({
          type: 'scatter' as const,
          data: pieces.filter((piece) => piece.length === 1).map(([point]) => point),
          symbol: 'circle',
          symbolSize: 5,
          itemStyle: { color: COLORS[curve.color].light },
        })),
      ],
    },
    tooltips: series.flatMap(({ curve, pieces }, i) =>
      pieces.flat().map((at) => ({
        series: i,
        at,
        label: `${curve.name} ${formatNumber(at[1])}, ${xName} ${formatNumber(at[0])}`,
      })),
    ),
    summary: series.map((each) => describeCurve(each, xName)).join(' '),
    ...(notes.length === 0 ? {} : { caption: notes.join(' ') }),
  };
}

/** Creates the figures that have data. */
export function createCurvesFigures(rows: readonly LogRow[], figures: readonly CurvesFigure[]): Figure[] {
  return figures.flatMap((figure) => createCurvesFigure(rows, figure) ?? []);
}

/** Describes a curve in a sentence: its ends, and its extremes where they lie between. */
function describeCurve({ curve, pieces }: PiecewiseCurve, xName: string): string {
  const points = pieces.flat();
  const [first, last] = [points[0], points[points.length - 1]];
  const name = `${curve.name.slice(0, 1).toUpperCase()}${curve.name.slice(1)}`;
  const at = (point: Point): string => `${formatNumber(point[1])} at ${xName} ${formatNumber(point[0])}`;
  if (points.length === 1) return `${name}: ${at(first)}.`;
  const sorted = [...points].sort((a, b) => a[1] - b[1]);
  if (sorted[0][1] === sorted[sorted.length - 1][1]) return `${name}: always ${formatNumber(first[1])}.`;
  const isBetween = (point: Point): boolean => point[1] !== first[1] && point[1] !== last[1];
  const extremes = [
    ['lowest', sorted[0]],
    ['highest', sorted[sorted.length - 1]],
  ] as const;
  const between = extremes
    .filter(([, point]) => isBetween(point))
    .map(([word, point]) => `, ${word} ${at(point)}`);
  return `${name}: from ${at(first)} to ${at(last)}${between.join('')}.`;
}

/** Collects the points of the curves that have any, averaged to at most about `MAX_POINTS` each. */
function collectSeries(
  rows: readonly LogRow[],
  positions: readonly number[],
  curves: readonly Curve[],
): { rowsPerPoint: number; series: PiecewiseCurve[] } {
  const all = curves
    .map((curve) => ({ curve, pieces: collectPieces(rows, positions, curve.column) }))
    .filter(({ pieces }) => pieces.length > 0);
  const rowsPerPoint = Math.max(...all.map(({ pieces }) => Math.ceil(pieces.flat().length / MAX_POINTS)));
  return {
    rowsPerPoint,
    series: all.map(({ curve, pieces }) => ({
      curve,
      pieces: pieces.map((piece) => downsample(piece, rowsPerPoint)),
    })),
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

/** Collects the points of each round that has any. */
function collectPieces(rows: readonly LogRow[], positions: readonly number[], column: string): Point[][] {
  const pieces = new Map<string | undefined, Point[]>();
  rows.forEach((row, i) => {
    const y = readNumberCell(row, column);
    if (y === undefined) return;
    const piece = pieces.get(row.round) ?? [];
    piece.push([positions[i], y]);
    pieces.set(row.round, piece);
  });
  return [...pieces.values()];
}

/** Joins the pieces of a curve by points without a value, which interrupt a line. */
function joinPieces(pieces: readonly (readonly Point[])[]): [x: number, y: number | '-'][] {
  return pieces.flatMap((piece, i): [number, number | '-'][] =>
    i === 0 ? [...piece] : [[piece[0][0], '-'], ...piece],
  );
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
