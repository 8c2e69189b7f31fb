import { valueAxis } from '../charts/axes';
import { COLOURS, type Colour } from '../colors';
import { subjectName, subjectOf, type RunFiles } from '../run-files';
import { figure } from '../charts/figure';
import { learningPoints } from '../charts/figure2a';
import { formatNumber } from '../format';
import type { Html } from '../html/html';
import { metricColumn, metricTitle, scoresDrift } from '../ranking';
import { numberIn } from '../read-csv';
/** Of the runs in turn; after the last one they begin again, dashed. */
const RUN_COLOURS: readonly Colour[] = ['orange', 'blue', 'green', 'purple', 'grey'];

/** Runs that one chart can tell apart. */
const MOST_RUNS = 2 * RUN_COLOURS.length;

interface RunCurve {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** Charts of several runs at once: the best score by its cost, for each kind of score, and figure 2a of all. */
export function comparisonFigures(runs: readonly RunFiles[]): Html[] {
  const kinds = new Map<string, RunFiles[]>();
  for (const run of runs) {
    const metric = metricColumn(run);
    if (metric === undefined) continue;
    const kind = JSON.stringify([metric, subjectOf(run)]);
    kinds.set(kind, [...(kinds.get(kind) ?? []), run]);
  }
  return [...[...kinds.values()].flatMap(bestByCost), ...predictorsByCost(runs)];
}

function bestByCost(runs: readonly RunFiles[]): Html[] {
  const [first] = runs;
  const metric = metricColumn(first) ?? '';
  return runCurvesFigure({
    title: `Best ${metricTitle(first, metric)}, ${subjectName(first)}`,
    xName: 'architectures considered',
    yName: 'best',
    curves: runs.map((run) => ({ name: run.name, points: bestOfRounds(run) })),
    caption: runs.some(scoresDrift)
      ? 'After each round. Shared weights go on training, so a rise between rounds is not the search’s alone.'
      : 'After each round.',
  });
}

function bestOfRounds(run: RunFiles): RunCurve['points'] {
  return run.rounds.rows.flatMap((row) => {
    const round = numberIn(row, 'round') ?? 0;
    const best = numberIn(row, 'best_score');
    const considered = new Set(
      run.architectures.rows.filter((one) => (numberIn(one, 'round') ?? 0) <= round).map(({ id }) => id),
    );
    return best === undefined ? [] : [[considered.size, best] as const];
  });
}

function predictorsByCost(runs: readonly RunFiles[]): Html[] {
  return runCurvesFigure({
    title: 'Figure 2a: pairwise accuracy of the predictors',
    xName: 'architectures learned from',
    yName: 'pairwise accuracy',
    curves: runs.map((run) => ({ name: run.name, points: accuracies(run) })),
    caption: 'On held-out architectures of each search; 0.5 is guessing.',
  });
}

function accuracies(run: RunFiles): RunCurve['points'] {
  const all = learningPoints(run);
  const curve = all.filter(({ source }) => source === 'curve');
  return (curve.length > 0 ? curve : all).flatMap(({ trainedOn, pairwiseAccuracy }) =>
    pairwiseAccuracy === undefined ? [] : [[trainedOn, pairwiseAccuracy] as const],
  );
}

/** With shared weights every round learns from as many: dots above each other, which no line should join. */
function markOf({ points }: RunCurve, place: number): 'line' | 'dashes' | 'dot' {
  const isCurve = points.length > 1 && new Set(points.map(([x]) => x)).size === points.length;
  if (!isCurve) return 'dot';
  return place < RUN_COLOURS.length ? 'line' : 'dashes';
}

interface RunCurvesFigure {
  readonly title: string;
  readonly xName: string;
  readonly yName: string;
  readonly curves: readonly RunCurve[];
  readonly caption: string;
}

function runCurvesFigure({ title, xName, yName, curves, caption }: RunCurvesFigure): Html[] {
  const present = curves.filter(({ points }) => points.length > 0);
  if (present.length === 0) return [];
  const drawn = present.slice(0, MOST_RUNS).map((curve, i) => ({
    ...curve,
    colour: RUN_COLOURS[i % RUN_COLOURS.length],
    mark: markOf(curve, i),
  }));
  const omitted = present.length > MOST_RUNS ? ` The first ${MOST_RUNS} searches are drawn.` : '';
  const one = figure({
    title,
    legend: drawn,
    option: {
      xAxis: valueAxis(xName),
      yAxis: valueAxis(),
      series: drawn.map(({ points, colour, mark }) => ({
        type: 'line' as const,
        data: points.map(([x, y]) => [x, y]),
        symbol: 'circle',
        symbolSize: 6,
        lineStyle: {
          width: mark === 'dot' ? 0 : 1.8,
          type: mark === 'dashes' ? ('dashed' as const) : ('solid' as const),
          color: COLOURS[colour].light,
        },
        itemStyle: { color: COLOURS[colour].light },
      })),
    },
    marks: drawn.flatMap(({ name, points }, series) =>
      points.map((at) => ({
        series,
        at,
        label: `${name}: ${yName} ${formatNumber(at[1])}, ${xName} ${formatNumber(at[0])}`,
      })),
    ),
    caption: `${caption}${omitted}`,
  });
  return [one];
}
