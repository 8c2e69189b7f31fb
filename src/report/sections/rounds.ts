import { createCategoryAxis, createVerticalAxis, getMetricBounds } from '../charts/axes';
import { type Figure, renderFigures } from '../charts/figure';
import { COLORS, getOriginColor } from '../colors';
import { formatNumber } from '../format';
import { html, type Html, renderSection } from '../html/html';
import { renderTable } from '../html/table';
import { findMetricColumn, formatMetricTitle } from '../ranking';
import { type LogRow, readNumberCell } from '../read-csv';
import type { RunFiles } from '../run-files';

const TITLE = 'Scores by round and origin';

/** Origins in drawing order, with their descriptions. */
const ORIGINS = [
  { origin: 'random', meaning: 'drawn at random' },
  { origin: 'controller', meaning: 'proposed by the controller' },
] as const;

/** Renders the distribution of each round's scores by origin, and the round's statistics. */
export function renderRoundsSection(run: RunFiles): Html {
  const metric = findMetricColumn(run);
  const scores = metric === undefined ? new Map<string, Map<string, number[]>>() : groupScores(run, metric);
  if (metric === undefined || scores.size === 0) {
    return renderSection(TITLE, html`<p class="absent">architectures.csv has no scores.</p>`);
  }
  return renderSection(
    TITLE,
    html`${renderFigures([createBoxPlots(run, metric, scores)])} ${renderRoundsTable(run.rounds.rows)}`,
  );
}

/** Groups scores by round, then by origin. */
function groupScores(run: RunFiles, metric: string): Map<string, Map<string, number[]>> {
  const scores = new Map<string, Map<string, number[]>>();
  for (const row of run.architectures.rows) {
    const score = readNumberCell(row, metric);
    if (score === undefined) continue;
    const roundScores = scores.get(row.round) ?? new Map<string, number[]>();
    const originScores = roundScores.get(row.origin) ?? [];
    originScores.push(score);
    scores.set(row.round, roundScores.set(row.origin, originScores));
  }
  return scores;
}

function createBoxPlots(
  run: RunFiles,
  metric: string,
  scores: ReadonlyMap<string, ReadonlyMap<string, readonly number[]>>,
): Figure {
  const all = [...scores.values()].flatMap((byOrigin) => [...byOrigin.values()].flat());
  const rounds = [...scores.keys()];
  const present = ORIGINS.filter(({ origin }) => rounds.some((round) => scores.get(round)?.has(origin)));
  return {
    title: formatMetricTitle(run, metric),
    legend: present.map(({ origin, meaning }) => ({
      name: `${origin}: ${meaning}`,
      color: getOriginColor(origin),
      mark: 'box' as const,
    })),
    option: {
      xAxis: createCategoryAxis(rounds, 'round'),
      yAxis: createVerticalAxis(metric, getMetricBounds(metric, all)),
      series: present.map(({ origin }) => ({
        type: 'boxplot' as const,
        boxWidth: [4, 22],
        itemStyle: {
          color: 'transparent',
          borderWidth: 1.6,
          borderColor: COLORS[getOriginColor(origin)].light,
        },
        data: rounds.map((round) => {
          const values = scores.get(round)?.get(origin);
          return values === undefined ? [] : computeFiveNumberSummary(values);
        }),
      })),
    },
    tooltips: present.flatMap(({ origin }, series) =>
      rounds.flatMap((round) => {
        const values = scores.get(round)?.get(origin);
        if (values === undefined) return [];
        const [lowest, , median, , highest] = computeFiveNumberSummary(values);
        const range = `${formatNumber(lowest)} to ${formatNumber(highest)}`;
        const label = `round ${round}, ${origin}: median ${formatNumber(median)}, ${range}, n = ${values.length}`;
        return [{ series, at: [round, median] as const, label }];
      }),
    ),
    summary: describeLastRound(scores),
    caption: 'Boxes: quartiles and median. Whiskers: minimum and maximum.',
  };
}

/** Describes the medians of the last round by origin. */
function describeLastRound(scores: ReadonlyMap<string, ReadonlyMap<string, readonly number[]>>): string {
  const [round, byOrigin] = [...scores][scores.size - 1];
  const medians = [...byOrigin].map(
    ([origin, values]) =>
      `${origin} ${formatNumber(computeFiveNumberSummary(values)[2])} (n = ${values.length})`,
  );
  return `Medians in round ${round}: ${medians.join(', ')}.`;
}

/** Computes minimum, quartiles (linear interpolation) and maximum. @param values not empty */
function computeFiveNumberSummary(values: readonly number[]): number[] {
  const sorted = [...values].sort((a, b) => a - b);
  return [0, 0.25, 0.5, 0.75, 1].map((quantile) => {
    const position = quantile * (sorted.length - 1);
    const below = Math.floor(position);
    const above = Math.ceil(position);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  });
}

const COLUMNS = [
  ['best', 'best_score'],
  ['top-10 mean', 'top10_mean_score'],
  ['mean', 'mean_score'],
  ['random mean', 'random_mean_score'],
  ['controller mean', 'controller_mean_score'],
  ['scored', 'scored'],
  ['new for next round', 'new_architectures'],
  ['random among new', 'random_fill'],
] as const;

function renderRoundsTable(rows: readonly LogRow[]): Html {
  if (rows.length === 0) {
    return html`<p class="absent">rounds.csv has no rows: no round is finished yet.</p>`;
  }
  return renderTable({
    name: 'rounds',
    columns: [{ head: 'round' }, ...COLUMNS.map(([head]) => ({ head }))],
    rows: rows.map((row) => [row.round, ...COLUMNS.map(([, column]) => readNumberCell(row, column))]),
  });
}
