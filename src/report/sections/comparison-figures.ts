import { type AxisBounds, createCountAxis, createVerticalAxis, getMetricBounds } from '../charts/axes';
import type { Figure } from '../charts/figure';
import { collectLearningPoints } from '../charts/figure2a';
import { computeNestedSizes } from '../charts/nested-symbols';
import { type Color, COLORS } from '../colors';
import { formatNumber } from '../format';
import { findMetricColumn, formatMetricTitle, isRescoredEachRound } from '../ranking';
import { readNumberCell } from '../read-csv';
import { getDataSource, getDataSourceName, type RunFiles } from '../run-files';

/** Colors of the runs in order. */
const RUN_COLORS: readonly Color[] = ['orange', 'blue', 'green', 'purple', 'gray'];

/** Dashes of the runs in order, so that a line that lies on another one shows it between its dashes. */
const DASHES: readonly ('solid' | number[])[] = ['solid', [8, 5], [3, 4], [12, 4, 3, 4]];

/** Maximum number of runs in one chart. The combinations of colors and dashes repeat later. */
const MAX_RUNS = 10;

interface RunCurve {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** Creates charts over several runs: the best score by cost for each kind of score, and figure 2a of all runs. */
export function createComparisonFigures(runs: readonly RunFiles[]): Figure[] {
  const kinds = new Map<string, RunFiles[]>();
  for (const run of runs) {
    const metric = findMetricColumn(run);
    if (metric === undefined) continue;
    const kind = JSON.stringify([metric, getDataSource(run)]);
    kinds.set(kind, [...(kinds.get(kind) ?? []), run]);
  }
  return [...[...kinds.values()].flatMap(createBestByCost), ...createPredictorsByCost(runs)];
}

function createBestByCost(runs: readonly RunFiles[]): Figure[] {
  const [first] = runs;
  const metric = findMetricColumn(first) ?? '';
  return createRunCurvesFigure({
    title: `Best ${formatMetricTitle(first, metric)}, ${getDataSourceName(first)}`,
    xName: 'architectures searched',
    yName: `best ${metric}`,
    curves: runs.map((run) => ({ name: run.name, points: collectBestScores(run) })),
    metric,
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

function createPredictorsByCost(runs: readonly RunFiles[]): Figure[] {
  return createRunCurvesFigure({
    title: 'Figure 2a: pairwise accuracy of the predictors',
    xName: 'architectures trained on',
    yName: 'pairwise accuracy',
    metric: 'pairwise accuracy',
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

/** Returns true if no points share an x. With shared weights, all rounds have equal training set sizes. */
function isCurve({ points }: RunCurve): boolean {
  return points.length > 1 && new Set(points.map(([x]) => x)).size === points.length;
}

interface RunCurvesFigure {
  readonly title: string;
  readonly xName: string;
  readonly yName: string;
  /** Metric of the values, for their bounds. */
  readonly metric: string;
  readonly curves: readonly RunCurve[];
  readonly caption: string;
}

function createRunCurvesFigure({ title, xName, yName, metric, curves, caption }: RunCurvesFigure): Figure[] {
  const present = curves.filter(({ points }) => points.length > 0);
  if (present.length === 0) return [];
  const drawn = present.slice(0, MAX_RUNS).map((curve, i) => ({
    ...curve,
    color: RUN_COLORS[i % RUN_COLORS.length],
    dashes: DASHES[i % DASHES.length],
    isLine: isCurve(curve),
  }));
  const allPoints = drawn.flatMap(({ points }) => points);
  const sizes = computeNestedSizes(allPoints);
  const firstIndex = drawn.map((_, i) => drawn.slice(0, i).flatMap(({ points }) => points).length);
  const bounds: AxisBounds = getMetricBounds(
    metric,
    allPoints.map(([, y]) => y),
  );
  const omitted = present.length > MAX_RUNS ? ` Only the first ${MAX_RUNS} searches are drawn.` : '';
  return [
    {
      title,
      legend: drawn.map(({ name, color, dashes, isLine }) => ({
        name,
        color,
        mark: isLine ? (dashes === 'solid' ? 'line' : 'dashes') : 'dot',
      })),
      option: {
        xAxis: createCountAxis(xName),
        yAxis: createVerticalAxis(yName, bounds),
        series: drawn.map(({ points, color, dashes, isLine }, run) => ({
          type: 'line' as const,
          data: points.map((point, i) => ({ value: [...point], symbolSize: sizes[firstIndex[run] + i] })),
          symbol: 'circle',
          lineStyle: { width: isLine ? 1.8 : 0, type: dashes, color: COLORS[color].light },
          // Hollow, so that points in one place do not hide each other.
          itemStyle: { color: 'transparent', borderColor: COLORS[color].light, borderWidth: 1.8 },
        })),
      },
      tooltips: drawn.flatMap(({ name, points }, series) =>
        points.map((at) => ({
          series,
          at,
          label: `${name}: ${yName} ${formatNumber(at[1])}, ${xName} ${formatNumber(at[0])}`,
        })),
      ),
      summary: `Last values of ${yName}: ${drawn.map(describeLast).join(', ')}.`,
      caption: `${caption}${omitted}`,
    },
  ];
}

function describeLast({ name, points }: RunCurve): string {
  const [x, y] = points[points.length - 1];
  return `${name} ${formatNumber(y)} (at ${formatNumber(x)})`;
}
