import { categoryAxis, valueAxis } from '../charts/axes';
import { COLOURS, originColour } from '../colors';
import { figure } from '../charts/figure';
import { formatNumber } from '../format';
import { html, type Html, section } from '../html/html';
import { metricColumn, metricTitle } from '../ranking';
import { numberIn, type Row } from '../read-csv';
import type { RunFiles } from '../run-files';
import { dataTable } from '../html/table';

const TITLE = 'Scores by round and origin';

/** Drawing order, and what each origin means. */
const ORIGINS = [
  { origin: 'seed', meaning: 'given by the user' },
  { origin: 'random', meaning: 'drawn at random' },
  { origin: 'controller', meaning: 'proposed by the controller' },
] as const;

/** How the scores of each round lie, by where the architectures came from, and the round's figures. */
export function roundsSection(run: RunFiles): Html {
  const metric = metricColumn(run);
  const scores = metric === undefined ? new Map<string, Map<string, number[]>>() : scoresOf(run, metric);
  if (metric === undefined || scores.size === 0) {
    return section(TITLE, html`<p class="absent">architectures.csv has no scores yet.</p>`);
  }
  return section(
    TITLE,
    html`<div class="figures">${boxes(metricTitle(run, metric), scores)}</div>
      ${roundsTable(run.rounds.rows)}`,
  );
}

/** Round, then origin, to scores. */
function scoresOf(run: RunFiles, metric: string): Map<string, Map<string, number[]>> {
  const scores = new Map<string, Map<string, number[]>>();
  for (const row of run.architectures.rows) {
    const score = numberIn(row, metric);
    if (score === undefined) continue;
    const ofRound = scores.get(row.round) ?? new Map<string, number[]>();
    const ofOrigin = ofRound.get(row.origin) ?? [];
    ofOrigin.push(score);
    scores.set(row.round, ofRound.set(row.origin, ofOrigin));
  }
  return scores;
}

function boxes(title: string, scores: ReadonlyMap<string, ReadonlyMap<string, readonly number[]>>): Html {
  const rounds = [...scores.keys()];
  const present = ORIGINS.filter(({ origin }) => rounds.some((round) => scores.get(round)?.has(origin)));
  return figure({
    title,
    legend: present.map(({ origin, meaning }) => ({
      name: `${origin}: ${meaning}`,
      colour: originColour(origin),
      mark: 'box' as const,
    })),
    option: {
      xAxis: categoryAxis(rounds, 'round'),
      yAxis: valueAxis(),
      series: present.map(({ origin }) => ({
        type: 'boxplot' as const,
        boxWidth: [4, 22],
        itemStyle: {
          color: 'transparent',
          borderWidth: 1.6,
          borderColor: COLOURS[originColour(origin)].light,
        },
        data: rounds.map((round) => {
          const values = scores.get(round)?.get(origin);
          return values === undefined ? [] : fiveNumbers(values);
        }),
      })),
    },
    marks: present.flatMap(({ origin }, series) =>
      rounds.flatMap((round) => {
        const values = scores.get(round)?.get(origin);
        if (values === undefined) return [];
        const [lowest, , median, , highest] = fiveNumbers(values);
        const range = `${formatNumber(lowest)} to ${formatNumber(highest)}`;
        const label = `round ${round}, ${origin}: median ${formatNumber(median)}, ${range}, n = ${values.length}`;
        return [{ series, at: [round, median] as const, label }];
      }),
    ),
    caption: 'Boxes: the middle half of the scores, with the median; whiskers: lowest and highest.',
  });
}

/** Minimum, quartiles (linear between neighbours) and maximum. @param values not empty */
function fiveNumbers(values: readonly number[]): number[] {
  const sorted = [...values].sort((a, b) => a - b);
  return [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const place = share * (sorted.length - 1);
    const below = Math.floor(place);
    const above = Math.ceil(place);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  });
}

const COLUMNS = [
  ['best', 'best_score'],
  ['top-10 mean', 'top10_mean_score'],
  ['pool mean', 'mean_score'],
  ['random mean', 'random_mean_score'],
  ['controller mean', 'controller_mean_score'],
  ['scored', 'scored'],
  ['new', 'new_architectures'],
  ['random fill', 'random_fill'],
] as const;

function roundsTable(rows: readonly Row[]): Html {
  if (rows.length === 0) {
    return html`<p class="absent">rounds.csv has no rows: no round is finished yet.</p>`;
  }
  return dataTable({
    name: 'rounds',
    columns: [{ head: 'round' }, ...COLUMNS.map(([head]) => ({ head }))],
    rows: rows.map((row) => [row.round, ...COLUMNS.map(([, column]) => numberIn(row, column))]),
  });
}
