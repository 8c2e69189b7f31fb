import { mean } from '../../statistics/mean';
import { sideAxis, valueAxis } from './axes';
import { COLOURS } from '../colors';
import type { Figure } from './figure';
import { formatNumber } from '../format';

import { metricColumn, scoresDrift } from '../ranking';
import { numberIn, type Row } from '../read-csv';
import type { RunFiles } from '../run-files';

/** How good controllers were that learned from so many architectures. */
export interface LearningPoint {
  /** `search`: the controller of a round; `curve`: controllers that `nao curve` trained for this. */
  readonly source: 'search' | 'curve';
  /** Round of the search whose controller, or whose scores, these are. */
  readonly round: number | undefined;
  /** Architectures that a controller learned from, twins not counted. */
  readonly trainedOn: number;
  /** Others that it was measured on. */
  readonly heldOut: number;
  /** Controllers that the measures are means over. */
  readonly controllers: number;
  /** Share of held-out pairs that the predictor ranks rightly. */
  readonly pairwiseAccuracy: number | undefined;
  /** Tokens of a held-out architecture that the decoder gets wrong, mean. */
  readonly hammingDistance: number | undefined;
}

export const FIGURE_2A_COLUMNS = [
  'source',
  'round',
  'trained_on',
  'held_out',
  'controllers',
  'pairwise_accuracy',
  'hamming_distance',
] as const;

/** The points of figure 2a of the paper: those that the search gave by itself, then those of `nao curve`. */
export function learningPoints(run: RunFiles): LearningPoint[] {
  return [...pointsOfSearch(run), ...pointsOfCurve(run)];
}

/** A point's cells in the order of the columns. */
export function learningCells(point: LearningPoint): (string | number | undefined)[] {
  const { source, round, trainedOn, heldOut, controllers, pairwiseAccuracy, hammingDistance } = point;
  return [source, round, trainedOn, heldOut, controllers, pairwiseAccuracy, hammingDistance];
}

const TITLE = 'Figure 2a: predictor and decoder by architectures learned from';

/** Undefined where no controller has been measured. The curve is drawn where there is one, else the search's rounds. */
export function figure2a(all: readonly LearningPoint[]): Figure | undefined {
  const curve = all.filter(({ source }) => source === 'curve');
  const points = curve.length > 0 ? curve : all;
  const accuracy = points.flatMap((point) => placed(point, point.pairwiseAccuracy));
  const distance = points.flatMap((point) => placed(point, point.hammingDistance));
  if (accuracy.length === 0 && distance.length === 0) return undefined;
  const series = [
    { name: 'pairwise accuracy', colour: 'orange', yAxisIndex: 0, dots: accuracy },
    { name: 'Hamming distance, tokens', colour: 'blue', yAxisIndex: 1, dots: distance },
  ] as const;
  return {
    title: TITLE,
    legend: [
      { name: 'pairwise accuracy (left)', colour: 'orange', mark: 'line' },
      { name: 'Hamming distance, tokens (right)', colour: 'blue', mark: 'line' },
    ],
    option: {
      xAxis: valueAxis('architectures learned from'),
      yAxis: [sideAxis('orange', 'left'), sideAxis('blue', 'right')],
      series: series.map(({ colour, yAxisIndex, dots }) => ({
        type: 'line' as const,
        yAxisIndex,
        data: dots.map(({ at }) => at),
        symbol: 'circle',
        symbolSize: 7,
        // Rounds that learned from equally many have no order along the axis.
        lineStyle: { width: curve.length > 0 ? 1.8 : 0, color: COLOURS[colour].light },
        itemStyle: { color: COLOURS[colour].light },
      })),
    },
    marks: series.flatMap(({ name, dots }, i) =>
      dots.map(({ at, point }) => ({
        series: i,
        at,
        label: `${name} ${formatNumber(at[1])}, ${told(point)}`,
      })),
    ),
    caption: captionOf(points, curve.length > 0),
  };
}

interface Dot {
  readonly at: [x: number, y: number];
  readonly point: LearningPoint;
}

function placed(point: LearningPoint, y: number | undefined): Dot[] {
  return y === undefined ? [] : [{ at: [point.trainedOn, y], point }];
}

function told({ source, round, trainedOn, controllers }: LearningPoint): string {
  const ofCurve = controllers === 1 ? 'one controller' : `mean of ${controllers}`;
  const whose = source === 'search' ? `round ${round ?? '?'}` : ofCurve;
  return `${formatNumber(trainedOn)} architectures, ${whose}`;
}

function captionOf(points: readonly LearningPoint[], isCurve: boolean): string {
  const heldOut = [...new Set(points.map((point) => point.heldOut))].join(', ');
  const measured = `Measured on ${heldOut} held-out architectures; a pairwise accuracy of 0.5 is guessing.`;
  return isCurve
    ? `${measured} Controllers trained for this by 'nao curve'.`
    : `${measured} A pair of dots is the controller of one round; 'nao curve' trains controllers on growing parts of the scores.`;
}

/** The last measured epoch of each round. */
function pointsOfSearch(run: RunFiles): LearningPoint[] {
  const last = new Map<number, Row>();
  for (const row of run.controller.rows) {
    const round = numberIn(row, 'round');
    if (round !== undefined && (numberIn(row, 'held_out') ?? 0) > 0) last.set(round, row);
  }
  return [...last].map(([round, row]): LearningPoint => {
    const heldOut = numberIn(row, 'held_out') ?? 0;
    return {
      source: 'search',
      round,
      trainedOn: scoredBy(run, round) - heldOut,
      heldOut,
      controllers: 1,
      pairwiseAccuracy: numberIn(row, 'pairwise_accuracy'),
      hammingDistance: numberIn(row, 'hamming_distance'),
    };
  });
}

/** Architectures with a score when a round's controller learned. */
function scoredBy(run: RunFiles, round: number): number {
  const metric = metricColumn(run);
  if (metric === undefined) return 0;
  const drifts = scoresDrift(run);
  const ids = run.architectures.rows.flatMap((row) => {
    const scoredIn = numberIn(row, 'round') ?? 0;
    const counts = drifts ? scoredIn === round : scoredIn <= round;
    return counts && numberIn(row, metric) !== undefined ? [row.id] : [];
  });
  return new Set(ids).size;
}

/** Means over the controllers that learned from equally many. */
function pointsOfCurve({ predictorCurve }: RunFiles): LearningPoint[] {
  const groups = new Map<number, Row[]>();
  for (const row of predictorCurve.rows) {
    const trainedOn = numberIn(row, 'trained_on');
    if (trainedOn !== undefined) groups.set(trainedOn, [...(groups.get(trainedOn) ?? []), row]);
  }
  return [...groups]
    .sort(([a], [b]) => a - b)
    .map(([trainedOn, rows]) => ({
      source: 'curve',
      round: numberIn(rows[0], 'round'),
      trainedOn,
      heldOut: numberIn(rows[0], 'held_out') ?? 0,
      controllers: rows.length,
      pairwiseAccuracy: meanOf(rows, 'pairwise_accuracy'),
      hammingDistance: meanOf(rows, 'hamming_distance'),
    }));
}

function meanOf(rows: readonly Row[], column: string): number | undefined {
  return mean(rows.flatMap((row) => numberIn(row, column) ?? []));
}
