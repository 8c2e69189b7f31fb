import { meanOrUndefined } from '../../statistics/mean';
import { type Color, COLORS } from '../colors';
import { formatNumber } from '../format';
import { findMetricColumn, formatMetricTitle, isRescoredEachRound } from '../ranking';
import { type LogRow, readNumberCell } from '../read-csv';
import type { RunFiles } from '../run-files';
import { createCategoryAxis, createValueAxis } from './axes';
import type { Figure } from './figure';

/** The candidates that a round scored for the first time, and what was expected of them. */
export interface RoundCandidates {
  readonly round: number;
  /** Where the candidates came from: random in the first round, which nothing was known before. */
  readonly origin: 'random' | 'controller';
  readonly candidates: number;
  readonly meanMeasured: number;
  /** What the predictor expected of the same ones; undefined in the first round. */
  readonly meanPredicted: number | undefined;
  /** Mean score in the same round of all others that are random: what the candidates stand against. */
  readonly meanRandom: number | undefined;
}

/** The points of figure 2b of the paper. A round without new candidates of its own that have scores has none. */
export function collectRoundCandidates(run: RunFiles): RoundCandidates[] {
  const metric = findMetricColumn(run);
  if (metric === undefined) return [];
  const firstRounds = new Map<string, number>();
  const byRound = new Map<number, LogRow[]>();
  for (const row of run.architectures.rows) {
    const round = readNumberCell(row, 'round') ?? 0;
    if (!firstRounds.has(row.id)) firstRounds.set(row.id, round);
    byRound.set(round, [...(byRound.get(round) ?? []), row]);
  }
  return [...byRound].flatMap(([round, rows], index): RoundCandidates[] => {
    const origin = index === 0 ? 'random' : 'controller';
    const scored = rows.filter((row) => readNumberCell(row, metric) !== undefined);
    const candidates = scored.filter((row) => {
      const isNew = firstRounds.get(row.id) === round;
      return (
        isNew &&
        (index === 0 || (row.origin === 'controller' && readNumberCell(row, 'predicted') !== undefined))
      );
    });
    const meanMeasured = computeColumnMean(candidates, metric);
    if (meanMeasured === undefined) return [];
    const random = scored.filter((row) => row.origin === 'random');
    return [
      {
        round,
        origin,
        candidates: candidates.length,
        meanMeasured,
        meanPredicted: index === 0 ? undefined : computeColumnMean(candidates, 'predicted'),
        meanRandom: index === 0 ? undefined : computeColumnMean(random, metric),
      },
    ];
  });
}

/** A round's cells in the order of the columns. */
export function toFigure2bRow(one: RoundCandidates): (string | number | undefined)[] {
  return [one.round, one.origin, one.candidates, one.meanMeasured, one.meanPredicted, one.meanRandom];
}

interface Line {
  readonly name: string;
  readonly color: Color;
  readonly value: (one: RoundCandidates) => number | undefined;
}

const LINES: readonly Line[] = [
  { name: 'measured', color: 'orange', value: ({ meanMeasured }) => meanMeasured },
  { name: 'predicted', color: 'blue', value: ({ meanPredicted }) => meanPredicted },
  { name: 'random ones of the same round', color: 'gray', value: ({ meanRandom }) => meanRandom },
];

/** Undefined where no round has scored candidates. */
export function createFigure2b(run: RunFiles, rounds: readonly RoundCandidates[]): Figure | undefined {
  const metric = findMetricColumn(run);
  if (metric === undefined || rounds.length === 0) return undefined;
  const present = LINES.filter(({ value }) => rounds.some((one) => value(one) !== undefined));
  return {
    title: `Figure 2b: candidates of each round, mean ${formatMetricTitle(run, metric)}`,
    legend: present.map(({ name, color }) => ({ name, color, mark: 'line' as const })),
    option: {
      xAxis: createCategoryAxis(
        rounds.map(({ round }) => String(round)),
        'round',
      ),
      yAxis: createValueAxis(),
      series: present.map(({ color, value }) => ({
        type: 'line' as const,
        // An empty place is a gap.
        data: rounds.map((one) => value(one) ?? '-'),
        symbol: 'circle',
        symbolSize: 7,
        lineStyle: { width: 1.8, color: COLORS[color].light },
        itemStyle: { color: COLORS[color].light },
      })),
    },
    tooltips: present.flatMap(({ name, value }, series) =>
      rounds.flatMap((one) => {
        const y = value(one);
        if (y === undefined) return [];
        const label = `round ${one.round}: ${name} ${formatNumber(y)}, ${one.candidates} candidates (${one.origin})`;
        return [{ series, at: [String(one.round), y] as const, label }];
      }),
    ),
    caption: formatCaption(run),
  };
}

function formatCaption(run: RunFiles): string {
  const who =
    'Candidates are the random architectures of the first round, then what the controller proposed for each.';
  return isRescoredEachRound(run)
    ? `${who} Shared weights go on training, so scores rise from round to round by themselves: compare within a round.`
    : who;
}

function computeColumnMean(rows: readonly LogRow[], column: string): number | undefined {
  return meanOrUndefined(rows.flatMap((row) => readNumberCell(row, column) ?? []));
}
