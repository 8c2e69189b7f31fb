import { createCountAxis, createVerticalAxis, getMetricBounds } from '../charts/axes';
import { type Figure, renderFigures } from '../charts/figure';
import { COLORS, getOriginColor } from '../colors';
import { formatCount, formatNumber } from '../format';
import { html, type Html, renderSection } from '../html/html';
import { findMetricColumn, formatMetricTitle, getDirection, isRescoredEachRound } from '../ranking';
import { readNumberCell } from '../read-csv';
import type { RunFiles } from '../run-files';

const TITLE = 'Best so far';

/** Maximum number of dots. More would only cover each other and enlarge the page. */
const MAX_DOTS = 300;

/** A scored architecture in the order of scoring. */
interface Evaluation {
  /** Number of scores so far, this one included. */
  readonly count: number;
  readonly id: string;
  readonly round: number;
  readonly origin: string;
  readonly score: number;
  /** Best score so far: of all, or of the round if scores are comparable only within one. */
  readonly best: number;
}

/** Renders the best score by the number of evaluations. */
export function renderProgressSection(run: RunFiles): Html {
  const metric = findMetricColumn(run);
  const evaluations = metric === undefined ? [] : collectEvaluations(run, metric);
  if (metric === undefined || evaluations.length === 0) {
    return renderSection(TITLE, html`<p class="absent">architectures.csv has no scores.</p>`);
  }
  return renderSection(TITLE, renderFigures([createProgressFigure(run, metric, evaluations)]));
}

/** Collects the scores in the order of their rows; failed scorings count as evaluations. */
function collectEvaluations(run: RunFiles, metric: string): Evaluation[] {
  const isRescored = isRescoredEachRound(run);
  const isBetter = getDirection(run, metric) === 'maximize' ? Math.max : Math.min;
  const evaluations: Evaluation[] = [];
  let best: number | undefined;
  let lastRound: number | undefined;
  run.architectures.rows.forEach((row, i) => {
    const score = readNumberCell(row, metric);
    const round = readNumberCell(row, 'round') ?? 0;
    if (isRescored && round !== lastRound) best = undefined;
    lastRound = round;
    if (score === undefined) return;
    best = best === undefined ? score : isBetter(best, score);
    evaluations.push({ count: i + 1, id: row.id, round, origin: row.origin, score, best });
  });
  return evaluations;
}

function createProgressFigure(run: RunFiles, metric: string, evaluations: readonly Evaluation[]): Figure {
  const isRescored = isRescoredEachRound(run);
  const every = Math.ceil(evaluations.length / MAX_DOTS);
  const origins = ['random', 'controller'].filter((each) =>
    evaluations.some(({ origin }) => origin === each),
  );
  const dots = origins.map((origin) => ({
    origin,
    shown: evaluations.filter((each, i) => each.origin === origin && i % every === 0),
  }));
  const lines = splitByRound(evaluations, isRescored).map(keepSteps);
  const scores = evaluations.map(({ score }) => score);
  const last = evaluations[evaluations.length - 1];
  const reached = evaluations.find(
    ({ round, best }) => best === last.best && (!isRescored || round === last.round),
  );
  return {
    title: `Best ${formatMetricTitle(run, metric)} by evaluations`,
    legend: [
      { name: isRescored ? 'best of the round so far' : 'best so far', color: 'ink', mark: 'line' },
      ...origins.map((origin) => ({ name: origin, color: getOriginColor(origin), mark: 'dot' as const })),
    ],
    option: {
      xAxis: createCountAxis('architectures scored', { min: 0 }),
      yAxis: createVerticalAxis(metric, getMetricBounds(metric, scores)),
      series: [
        ...dots.map(({ origin, shown }) => ({
          type: 'scatter' as const,
          symbol: 'circle',
          symbolSize: 4,
          itemStyle: { color: COLORS[getOriginColor(origin)].light, opacity: 0.5 },
          data: shown.map(({ count, score }) => [count, score]),
        })),
        ...lines.map((line) => ({
          type: 'line' as const,
          step: 'end' as const,
          symbol: 'none',
          data: line.map(({ count, best }) => [count, best]),
          lineStyle: { width: 2, color: COLORS.ink.light },
        })),
      ],
    },
    tooltips: dots.flatMap(({ shown }, series) =>
      shown.map(({ count, id, round, score, best }) => ({
        series,
        at: [count, score] as const,
        label: `evaluation ${formatCount(count)}, architecture ${id}, round ${round}: ${formatNumber(score)}, best so far ${formatNumber(best)}`,
      })),
    ),
    summary: `The best of ${formatCount(last.count)} evaluations, ${formatNumber(last.best)}, was found by evaluation ${formatCount(reached?.count ?? last.count)}.`,
    caption: [
      isRescored
        ? 'Scores with shared weights are comparable only within a round, so the best starts again in each.'
        : '',
      every > 1 ? `One of ${every} scores is drawn.` : '',
    ]
      .join(' ')
      .trim(),
  };
}

function splitByRound(evaluations: readonly Evaluation[], isSplit: boolean): Evaluation[][] {
  if (!isSplit) return [[...evaluations]];
  const rounds = new Map<number, Evaluation[]>();
  for (const each of evaluations) rounds.set(each.round, [...(rounds.get(each.round) ?? []), each]);
  return [...rounds.values()];
}

/** Keeps the points at which a stair changes, and its end. */
function keepSteps(line: readonly Evaluation[]): Evaluation[] {
  return line.filter(({ best }, i) => i === 0 || i === line.length - 1 || best !== line[i - 1].best);
}
