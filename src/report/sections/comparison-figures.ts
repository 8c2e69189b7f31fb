import { createValueAxis } from '../charts/axes';
import { renderFigure } from '../charts/figure';
import { collectLearningPoints } from '../charts/figure2a';
import { type Color, COLORS } from '../colors';
import { formatNumber } from '../format';
import type { Html } from '../html/html';
import { findMetricColumn, formatMetricTitle, isRescoredEachRound } from '../ranking';
import { readNumberCell } from '../read-csv';
import { getDataSource, getDataSourceName, type RunFiles } from '../run-files';

/** Colors of the runs in order. After the last color they repeat with dashed lines. */
const RUN_COLORS: readonly Color[] = ['orange', 'blue', 'green', 'purple', 'gray'];

/** Maximum number of runs in one chart. */
const MAX_RUNS = 2 * RUN_COLORS.length;

interface RunCurve {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** Renders charts over several runs: the best score by cost for each kind of score, and figure 2a of all runs. */
export function renderComparisonFigures(runs: readonly RunFiles[]): Html[] {
  const kinds = new Map<string, RunFiles[]>();
  for (const run of runs) {
    const metric = findMetricColumn(run);
    if (metric === undefined) continue;
    const kind = JSON.stringify([metric, getDataSource(run)]);
    kinds.set(kind, [...(kinds.get(kind) ?? []), run]);
  }
  return [...[...kinds.values()].flatMap(renderBestByCost), ...renderPredictorsByCost(runs)];
}

function renderBestByCost(runs: readonly RunFiles[]): Html[] {
  const [first] = runs;
  const metric = findMetricColumn(first) ?? '';
  return renderRunCurvesFigure({
    title: `Best ${formatMetricTitle(first, metric)}, ${getDataSourceName(first)}`,
    xName: 'architectures searched',
    yName: 'best',
    curves: runs.map((run) => ({ name: run.name, points: collectBestScores(run) })),
    caption: runs.some(isRescoredEachRound)
      ? 'After each round. Scores also rise because the shared weights keep training.'
      : 'After each round.',
  });
}

function collectBestScores(run: RunFiles): RunCurve['points'] {
  return run.rounds.rows.flatMap((row) => {
    const round = readNumberCell(row, 'round') ?? 0;
    const best = readNumberCell(row, 'best_score');
    const seen = new Set(
      run.architectures.rows
        .filter((architecture) => (readNumberCell(architecture, 'round') ?? 0) <= round)
        .map(({ id }) => id),
    );
    return best === undefined ? [] : [[seen.size, best] as const];
  });
}

function renderPredictorsByCost(runs: readonly RunFiles[]): Html[] {
  return renderRunCurvesFigure({
    title: 'Figure 2a: pairwise accuracy of the predictors',
    xName: 'architectures trained on',
    yName: 'pairwise accuracy',
    curves: runs.map((run) => ({ name: run.name, points: collectAccuracies(run) })),
    caption: 'On held-out architectures of each search; 0.5 is chance.',
  });
}

function collectAccuracies(run: RunFiles): RunCurve['points'] {
  const all = collectLearningPoints(run);
  const curve = all.filter(({ source }) => source === 'curve');
  return (curve.length > 0 ? curve : all).flatMap(({ trainedOn, pairwiseAccuracy }) =>
    pairwiseAccuracy === undefined ? [] : [[trainedOn, pairwiseAccuracy] as const],
  );
}

/** Chooses dots if points share an x: with shared weights, all rounds have equal training set sizes. */
function chooseMark({ points }: RunCurve, index: number): 'line' | 'dashes' | 'dot' {
  const isCurve = points.length > 1 && new Set(points.map(([x]) => x)).size === points.length;
  if (!isCurve) return 'dot';
  return index < RUN_COLORS.length ? 'line' : 'dashes';
}

interface RunCurvesFigure {
  readonly title: string;
  readonly xName: string;
  readonly yName: string;
  readonly curves: readonly RunCurve[];
  readonly caption: string;
}

function renderRunCurvesFigure({ title, xName, yName, curves, caption }: RunCurvesFigure): Html[] {
  const present = curves.filter(({ points }) => points.length > 0);
  if (present.length === 0) return [];
  const drawn = present.slice(0, MAX_RUNS).map((curve, i) => ({
    ...curve,
    color: RUN_COLORS[i % RUN_COLORS.length],
    mark: chooseMark(curve, i),
  }));
  const omitted = present.length > MAX_RUNS ? ` Only the first ${MAX_RUNS} searches are drawn.` : '';
  const figure = renderFigure({
    title,
    legend: drawn,
    option: {
      xAxis: createValueAxis(xName),
      yAxis: createValueAxis(),
      series: drawn.map(({ points, color, mark }) => ({
        type: 'line' as const,
        data: points.map(([x, y]) => [x, y]),
        symbol: 'circle',
        symbolSize: 6,
        lineStyle: {
          width: mark === 'dot' ? 0 : 1.8,
          type: mark === 'dashes' ? ('dashed' as const) : ('solid' as const),
          color: COLORS[color].light,
        },
        itemStyle: { color: COLORS[color].light },
      })),
    },
    tooltips: drawn.flatMap(({ name, points }, series) =>
      points.map((at) => ({
        series,
        at,
        label: `${name}: ${yName} ${formatNumber(at[1])}, ${xName} ${formatNumber(at[0])}`,
      })),
    ),
    caption: `${caption}${omitted}`,
  });
  return [figure];
}
