import { type Color, COLORS } from '../colors';
import { formatNumber } from '../format';
import { findMetricColumn, formatMetricTitle, isRescoredEachRound } from '../ranking';
import { computeColumnMean, type LogRow, readNumberCell } from '../read-csv';
import type { RunFiles } from '../run-files';
import { createCategoryAxis, createVerticalAxis, getMetricBounds } from './axes';
import type { Figure } from './figure';

/** Candidates that a round scored for the first time, with their mean scores. */
export interface RoundCandidates {
  readonly round: number;
  /** Origin of the candidates: random in the first round, the controller afterwards. */
  readonly origin: 'random' | 'controller';
  readonly candidates: number;
  readonly meanMeasured: number;
  /** Mean predicted score of the same candidates; undefined in the first round. */
  readonly meanPredicted: number | undefined;
  /** Mean score of the random architectures of the same round, as a baseline. */
  readonly meanRandom: number | undefined;
}

/** Collects the points of NAO's figure 2b. A round without newly scored candidates has no point. */
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

/** Lists the cells of a round in the order of the columns. */
export function toFigure2bRow(row: RoundCandidates): (string | number | undefined)[] {
  return [row.round, row.origin, row.candidates, row.meanMeasured, row.meanPredicted, row.meanRandom];
}

interface Line {
  readonly name: string;
  readonly color: Color;
  readonly value: (candidates: RoundCandidates) => number | undefined;
}

const LINES: readonly Line[] = [
  { name: 'measured', color: 'orange', value: ({ meanMeasured }) => meanMeasured },
  { name: 'predicted', color: 'blue', value: ({ meanPredicted }) => meanPredicted },
  { name: 'random architectures of the round', color: 'gray', value: ({ meanRandom }) => meanRandom },
];

/** Creates figure 2b. @returns undefined if no round has scored candidates */
export function createFigure2b(run: RunFiles, rounds: readonly RoundCandidates[]): Figure | undefined {
  const metric = findMetricColumn(run);
  if (metric === undefined || rounds.length === 0) return undefined;
  const present = LINES.filter(({ value }) => rounds.some((round) => value(round) !== undefined));
  const values = present.flatMap(({ value }) => rounds.flatMap((round) => value(round) ?? []));
  return {
    title: `Figure 2b: candidates of each round, mean ${formatMetricTitle(run, metric)}`,
    legend: present.map(({ name, color }) => ({ name, color, mark: 'line' as const })),
    option: {
      xAxis: createCategoryAxis(
        rounds.map(({ round }) => String(round)),
        'round',
      ),
      yAxis: createVerticalAxis(`mean ${metric}`, getMetricBounds(metric, values)),
      series: present.map(({ color, value }) => ({
        type: 'line' as const,
        // '-' leaves a gap in the line.
        data: rounds.map((round) => value(round) ?? '-'),
        symbol: 'circle',
        symbolSize: 7,
        lineStyle: { width: 1.8, color: COLORS[color].light },
        itemStyle: { color: COLORS[color].light },
      })),
    },
    tooltips: present.flatMap(({ name, value }, series) =>
      rounds.flatMap((candidates) => {
        const y = value(candidates);
        if (y === undefined) return [];
        const { round, origin } = candidates;
        const label = `round ${round}: ${name} ${formatNumber(y)}, ${candidates.candidates} candidates (${origin})`;
        return [{ series, at: [String(round), y] as const, label }];
      }),
    ),
    summary: describeRounds(rounds),
    caption: formatCaption(run),
  };
}

/** Describes the measured means of the first and of the last round. */
function describeRounds(rounds: readonly RoundCandidates[]): string {
  const describe = ({ round, meanMeasured, candidates }: RoundCandidates): string =>
    `${formatNumber(meanMeasured)} in round ${round} (n = ${candidates})`;
  const [first, last] = [rounds[0], rounds[rounds.length - 1]];
  return first === last
    ? `Measured: ${describe(first)}.`
    : `Measured: from ${describe(first)} to ${describe(last)}.`;
}

function formatCaption(run: RunFiles): string {
  const candidates =
    'Candidates: the random architectures of round 1, then the proposals of the controller for each round.';
  return isRescoredEachRound(run)
    ? `${candidates} Scores also rise because the shared weights keep training: compare within a round only.`
    : candidates;
}
