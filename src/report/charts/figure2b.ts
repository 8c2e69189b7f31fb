import { mean } from '../../statistics/mean';
import { categoryAxis, valueAxis } from './axes';
import { COLOURS, type Colour } from '../colors';
import type { Figure } from './figure';
import { formatNumber } from '../format';
import { metricColumn, metricTitle, scoresDrift } from '../ranking';
import { numberIn, type Row } from '../read-csv';
import type { RunFiles } from '../run-files';

/** The candidates that a round scored for the first time, and what was expected of them. */
export interface CandidatesOfRound {
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

export const FIGURE_2B_COLUMNS = [
  'round',
  'origin',
  'candidates',
  'mean_measured',
  'mean_predicted',
  'mean_random',
] as const;

/** The points of figure 2b of the paper. A round without new candidates of its own that have scores has none. */
export function candidatesOfRounds(run: RunFiles): CandidatesOfRound[] {
  const metric = metricColumn(run);
  if (metric === undefined) return [];
  const firsts = new Map<string, number>();
  const byRound = new Map<number, Row[]>();
  for (const row of run.architectures.rows) {
    const round = numberIn(row, 'round') ?? 0;
    if (!firsts.has(row.id)) firsts.set(row.id, round);
    byRound.set(round, [...(byRound.get(round) ?? []), row]);
  }
  return [...byRound].flatMap(([round, rows], place): CandidatesOfRound[] => {
    const origin = place === 0 ? 'random' : 'controller';
    const scored = rows.filter((row) => numberIn(row, metric) !== undefined);
    const candidates = scored.filter((row) => {
      const isNew = firsts.get(row.id) === round;
      return (
        isNew && (place === 0 || (row.origin === 'controller' && numberIn(row, 'predicted') !== undefined))
      );
    });
    const meanMeasured = meanOf(candidates, metric);
    if (meanMeasured === undefined) return [];
    const random = scored.filter((row) => row.origin === 'random');
    return [
      {
        round,
        origin,
        candidates: candidates.length,
        meanMeasured,
        meanPredicted: place === 0 ? undefined : meanOf(candidates, 'predicted'),
        meanRandom: place === 0 ? undefined : meanOf(random, metric),
      },
    ];
  });
}

/** A round's cells in the order of the columns. */
export function candidateCells(one: CandidatesOfRound): (string | number | undefined)[] {
  return [one.round, one.origin, one.candidates, one.meanMeasured, one.meanPredicted, one.meanRandom];
}

interface Line {
  readonly name: string;
  readonly colour: Colour;
  readonly value: (one: CandidatesOfRound) => number | undefined;
}

const LINES: readonly Line[] = [
  { name: 'measured', colour: 'orange', value: ({ meanMeasured }) => meanMeasured },
  { name: 'predicted', colour: 'blue', value: ({ meanPredicted }) => meanPredicted },
  { name: 'random ones of the same round', colour: 'grey', value: ({ meanRandom }) => meanRandom },
];

/** Undefined where no round has scored candidates. */
export function figure2b(run: RunFiles, rounds: readonly CandidatesOfRound[]): Figure | undefined {
  const metric = metricColumn(run);
  if (metric === undefined || rounds.length === 0) return undefined;
  const present = LINES.filter(({ value }) => rounds.some((one) => value(one) !== undefined));
  return {
    title: `Figure 2b: candidates of each round, mean ${metricTitle(run, metric)}`,
    legend: present.map(({ name, colour }) => ({ name, colour, mark: 'line' as const })),
    option: {
      xAxis: categoryAxis(
        rounds.map(({ round }) => String(round)),
        'round',
      ),
      yAxis: valueAxis(),
      series: present.map(({ colour, value }) => ({
        type: 'line' as const,
        // An empty place is a gap.
        data: rounds.map((one) => value(one) ?? '-'),
        symbol: 'circle',
        symbolSize: 7,
        lineStyle: { width: 1.8, color: COLOURS[colour].light },
        itemStyle: { color: COLOURS[colour].light },
      })),
    },
    marks: present.flatMap(({ name, value }, series) =>
      rounds.flatMap((one) => {
        const y = value(one);
        if (y === undefined) return [];
        const label = `round ${one.round}: ${name} ${formatNumber(y)}, ${one.candidates} candidates (${one.origin})`;
        return [{ series, at: [String(one.round), y] as const, label }];
      }),
    ),
    caption: captionOf(run),
  };
}

function captionOf(run: RunFiles): string {
  const who =
    'Candidates are the random architectures of the first round, then what the controller proposed for each.';
  return scoresDrift(run)
    ? `${who} Shared weights go on training, so scores rise from round to round by themselves: compare within a round.`
    : who;
}

function meanOf(rows: readonly Row[], column: string): number | undefined {
  return mean(rows.flatMap((row) => numberIn(row, column) ?? []));
}
