import { COLORS } from '../colors';
import { formatNumber } from '../format';
import { findMetricColumn, isRescoredEachRound } from '../ranking';
import { computeColumnMean, type LogRow, readNumberCell } from '../read-csv';
import type { RunFiles } from '../run-files';
import { createCountAxis, createSideAxis, FRACTION } from './axes';
import type { Figure } from './figure';
import { computeNestedSizes } from './nested-symbols';

/** Quality of controllers trained on a given number of architectures. */
export interface LearningPoint {
  /** `search`: the controller of a round; `curve`: controllers trained by `nao learning-curve`. */
  readonly source: 'search' | 'curve';
  /** Round of the controller, or of the scores that it was trained on. */
  readonly round: number | undefined;
  /** Size of the training set in architectures, without symmetric ones. */
  readonly trainedOn: number;
  /** Number of held-out architectures. */
  readonly heldOut: number;
  /** Number of controllers that the metrics average over. */
  readonly controllers: number;
  /** Share of held-out pairs that the predictor ranks correctly. */
  readonly pairwiseAccuracy: number | undefined;
  /** Mean number of tokens of a held-out architecture that the decoder gets wrong. */
  readonly hammingDistance: number | undefined;
}

/** Collects the points of NAO's figure 2a: those of the search, then those of `nao learning-curve`. */
export function collectLearningPoints(run: RunFiles): LearningPoint[] {
  return [...collectSearchPoints(run), ...collectCurvePoints(run)];
}

/** Lists the cells of a point in the order of the columns. */
export function toFigure2aRow(point: LearningPoint): (string | number | undefined)[] {
  const { source, round, trainedOn, heldOut, controllers, pairwiseAccuracy, hammingDistance } = point;
  return [source, round, trainedOn, heldOut, controllers, pairwiseAccuracy, hammingDistance];
}

const TITLE = 'Figure 2a: predictor and decoder by training set size';

/**
 * Creates figure 2a from the learning curve if there is one, else from the rounds of the search.
 *
 * @returns undefined if no controller has been evaluated
 */
export function createFigure2a(all: readonly LearningPoint[]): Figure | undefined {
  const curve = all.filter(({ source }) => source === 'curve');
  const points = curve.length > 0 ? curve : all;
  const accuracy = points.flatMap((point) => toDots(point, point.pairwiseAccuracy));
  const distance = points.flatMap((point) => toDots(point, point.hammingDistance));
  if (accuracy.length === 0 && distance.length === 0) return undefined;
  const series = [
    { name: 'pairwise accuracy', color: 'orange', symbol: 'circle', yAxisIndex: 0, dots: accuracy },
    { name: 'Hamming distance, tokens', color: 'blue', symbol: 'diamond', yAxisIndex: 1, dots: distance },
  ] as const;
  return {
    title: TITLE,
    legend: [
      { name: 'pairwise accuracy (left)', color: 'orange', mark: 'line' },
      { name: 'Hamming distance, tokens (right)', color: 'blue', mark: 'line' },
    ],
    option: {
      xAxis: createCountAxis('architectures trained on'),
      yAxis: [
        createSideAxis('pairwise accuracy', 'orange', 'left', FRACTION),
        createSideAxis('Hamming distance, tokens', 'blue', 'right', { min: 0 }),
      ],
      series: series.map(({ color, symbol, yAxisIndex, dots }) => ({
        type: 'line' as const,
        yAxisIndex,
        data: computeNestedSizes(dots.map(({ at }) => at)).map((symbolSize, i) => ({
          value: dots[i].at,
          symbolSize,
        })),
        symbol,
        // Rounds may share a training set size, so their points are not joined.
        lineStyle: { width: curve.length > 0 ? 1.8 : 0, color: COLORS[color].light },
        // Hollow, so that points in one place do not hide each other.
        itemStyle: { color: 'transparent', borderColor: COLORS[color].light, borderWidth: 1.8 },
      })),
    },
    tooltips: series.flatMap(({ name, dots }, i) =>
      dots.map(({ at, point }) => ({
        series: i,
        at,
        label: `${name} ${formatNumber(at[1])}, ${describePoint(point)}`,
      })),
    ),
    summary: series.map(({ name, dots }) => describeDots(name, dots)).join(' '),
    caption: formatCaption(points, curve.length > 0),
  };
}

/** Describes the values at the smallest and the largest training set. */
function describeDots(name: string, dots: readonly Dot[]): string {
  if (dots.length === 0) return `There is no ${name}.`;
  const sorted = [...dots].sort((a, b) => a.at[0] - b.at[0]);
  const [first, last] = [sorted[0], sorted[sorted.length - 1]];
  const describe = ({ at, point }: Dot): string => `${formatNumber(at[1])} (${describePoint(point)})`;
  const subject = `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
  return first === last
    ? `${subject}: ${describe(first)}.`
    : `${subject}: from ${describe(first)} to ${describe(last)}.`;
}

interface Dot {
  readonly at: [x: number, y: number];
  readonly point: LearningPoint;
}

function toDots(point: LearningPoint, y: number | undefined): Dot[] {
  return y === undefined ? [] : [{ at: [point.trainedOn, y], point }];
}

function describePoint({ source, round, trainedOn, controllers }: LearningPoint): string {
  const curveLabel = controllers === 1 ? '1 controller' : `mean of ${controllers} controllers`;
  const label = source === 'search' ? `round ${round ?? '?'}` : curveLabel;
  return `${formatNumber(trainedOn)} architectures, ${label}`;
}

function formatCaption(points: readonly LearningPoint[], isCurve: boolean): string {
  const heldOut = [...new Set(points.map((point) => point.heldOut))].join(', ');
  const evaluation = `Evaluated on ${heldOut} held-out architectures; a pairwise accuracy of 0.5 is chance.`;
  return isCurve
    ? `${evaluation} The controllers were trained by 'nao learning-curve'.`
    : `${evaluation} Each pair of dots is the controller of one round. 'nao learning-curve' draws a curve over training sets of growing size.`;
}

/** Collects the last evaluated epoch of each round. */
function collectSearchPoints(run: RunFiles): LearningPoint[] {
  const last = new Map<number, LogRow>();
  for (const row of run.controller.rows) {
    const round = readNumberCell(row, 'round');
    if (round !== undefined && (readNumberCell(row, 'held_out') ?? 0) > 0) last.set(round, row);
  }
  return [...last].map(([round, row]): LearningPoint => {
    const heldOut = readNumberCell(row, 'held_out') ?? 0;
    return {
      source: 'search',
      round,
      trainedOn: countScored(run, round) - heldOut,
      heldOut,
      controllers: 1,
      pairwiseAccuracy: readNumberCell(row, 'pairwise_accuracy'),
      hammingDistance: readNumberCell(row, 'hamming_distance'),
    };
  });
}

/** Counts the architectures that had a score when the controller of a round was trained. */
function countScored(run: RunFiles, round: number): number {
  const metric = findMetricColumn(run);
  if (metric === undefined) return 0;
  const isRescored = isRescoredEachRound(run);
  const ids = run.architectures.rows.flatMap((row) => {
    const scoredIn = readNumberCell(row, 'round') ?? 0;
    const isCounted = isRescored ? scoredIn === round : scoredIn <= round;
    return isCounted && readNumberCell(row, metric) !== undefined ? [row.id] : [];
  });
  return new Set(ids).size;
}

/** Averages over the controllers with equal training set sizes. */
function collectCurvePoints({ predictorCurve }: RunFiles): LearningPoint[] {
  const groups = new Map<number, LogRow[]>();
  for (const row of predictorCurve.rows) {
    const trainedOn = readNumberCell(row, 'trained_on');
    if (trainedOn !== undefined) groups.set(trainedOn, [...(groups.get(trainedOn) ?? []), row]);
  }
  return [...groups]
    .sort(([a], [b]) => a - b)
    .map(([trainedOn, rows]) => ({
      source: 'curve',
      round: readNumberCell(rows[0], 'round'),
      trainedOn,
      heldOut: readNumberCell(rows[0], 'held_out') ?? 0,
      controllers: rows.length,
      pairwiseAccuracy: computeColumnMean(rows, 'pairwise_accuracy'),
      hammingDistance: computeColumnMean(rows, 'hamming_distance'),
    }));
}
