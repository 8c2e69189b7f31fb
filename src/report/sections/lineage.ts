import { meanOrUndefined } from '../../statistics/mean';
import { createValueAxis, createVerticalAxis, getMetricBounds } from '../charts/axes';
import { createDiagonal } from '../charts/diagonal';
import { type Figure, renderFigures } from '../charts/figure';
import { COLORS } from '../colors';
import { formatNumber } from '../format';
import type { DataCell } from '../html/data-table';
import { emptyHtml, html, type Html, renderSection } from '../html/html';
import { renderTable } from '../html/table';
import { type Descent, listAncestors, listDescents } from '../lineage';
import { type ArchitectureRanking, formatMetricTitle } from '../ranking';
import type { RunFiles } from '../run-files';

/** Maximum number of dots. More would only cover each other and enlarge the page. */
const MAX_DOTS = 300;

/** Renders what became of the architectures that were improved: gains by step size, and the ancestors of the best. */
export function renderLineageSection(run: RunFiles, ranking: ArchitectureRanking | undefined): Html {
  const descents = listDescents(run);
  if (ranking === undefined || descents.length === 0) return emptyHtml;
  const { metric } = ranking;
  return renderSection(
    'Parents and children',
    html`<p>
        A proposal of the controller has a parent: the architecture whose embedding was moved, or whose
        neighbor it is. If the space can be enumerated, all its architectures are candidates, and a proposal
        may have no parent. A gain is positive if the child scored better than its parent in the same scoring.
      </p>
      ${renderFigures([createGainFigure(formatMetricTitle(run, metric), metric, descents)])}
      ${renderStepSizes(descents)} ${renderAncestors(run, ranking)}`,
  );
}

function createGainFigure(title: string, metric: string, descents: readonly Descent[]): Figure {
  const every = Math.ceil(descents.length / MAX_DOTS);
  const shown = descents.filter((_, i) => i % every === 0);
  const groups = [
    { name: 'better than the parent', color: 'orange' as const, dots: shown.filter(({ gain }) => gain > 0) },
    { name: 'not better', color: 'blue' as const, dots: shown.filter(({ gain }) => gain <= 0) },
  ].filter(({ dots }) => dots.length > 0);
  const values = shown.flatMap(({ parentScore, score }) => [parentScore, score]);
  const bounds = getMetricBounds(metric, values);
  const better = descents.filter(({ gain }) => gain > 0).length;
  return {
    title: `${title}: children against parents`,
    legend: groups.map(({ name, color }) => ({ name, color, mark: 'dot' as const })),
    option: {
      xAxis: createValueAxis(`${metric} of the parent`, bounds),
      yAxis: createVerticalAxis(`${metric} of the child`, bounds),
      series: [
        ...groups.map(({ color, dots }) => ({
          type: 'scatter' as const,
          symbol: 'circle',
          symbolSize: 6,
          itemStyle: { color: COLORS[color].light, opacity: 0.65 },
          data: dots.map(({ parentScore, score }) => [parentScore, score]),
        })),
        createDiagonal(values),
      ],
    },
    tooltips: groups.flatMap(({ dots }, series) =>
      dots.map(({ id, parentId, stepSize, parentScore, score }) => ({
        series,
        at: [parentScore, score] as const,
        label: `architecture ${id} (${formatNumber(score)}) of parent ${parentId} (${formatNumber(parentScore)}), ${describeStep(stepSize)}`,
      })),
    ),
    summary: `${describeBetter(better, descents.length)} ${formatNumber(meanGain(descents))}.`,
    caption: `On the gray line both are equal.${every > 1 ? ` One of ${every} children is drawn.` : ''}`,
  };
}

/** Describes how many children are better than their parents, up to the number of the mean gain. */
function describeBetter(better: number, children: number): string {
  if (children > 1)
    return `${better} of ${children} children are better than their parents; the mean gain is`;
  return `The only child with a parent is ${better > 0 ? 'better' : 'not better'} than it; the gain is`;
}

function describeStep(stepSize: number | undefined): string {
  return stepSize === undefined
    ? 'selected by the acquisition function'
    : `step size ${formatNumber(stepSize)}`;
}

function renderStepSizes(descents: readonly Descent[]): Html {
  const sizes = [...new Set(descents.map(({ stepSize }) => stepSize))].sort((a, b) => (a ?? 0) - (b ?? 0));
  return renderTable({
    name: 'gains by step size',
    columns: ['step size', 'children', 'better than the parent', 'share', 'mean gain', 'best gain'].map(
      (head) => ({ head }),
    ),
    rows: sizes.map((stepSize): DataCell[] => {
      const group = descents.filter((each) => each.stepSize === stepSize);
      const better = group.filter(({ gain }) => gain > 0).length;
      return [
        stepSize ?? 'none (acquisition)',
        group.length,
        better,
        better / group.length,
        meanGain(group),
        Math.max(...group.map(({ gain }) => gain)),
      ];
    }),
  });
}

function meanGain(descents: readonly Descent[]): number {
  return meanOrUndefined(descents.map(({ gain }) => gain)) ?? 0;
}

function renderAncestors(run: RunFiles, ranking: ArchitectureRanking): Html {
  const [best] = ranking.ranked;
  const ancestors = listAncestors(run, best.id);
  if (best.parentId === '') {
    const origin = best.origin === 'controller' ? 'proposed by the controller' : 'drawn at random';
    return html`<p>The best architecture, ${best.id}, was ${origin} and has no parent.</p>`;
  }
  const gains = new Map(listDescents(run).map((descent) => [descent.id, descent]));
  return renderTable({
    name: `the best architecture, ${best.id}, and its ancestors`,
    columns: [
      { head: 'id' },
      { head: 'first scored in round' },
      { head: 'origin' },
      { head: 'step size' },
      { head: 'gain over the parent' },
      { head: 'architecture', isCode: true },
    ],
    rows: ancestors.map((row) => [
      row.id,
      row.round,
      row.origin,
      gains.get(row.id)?.stepSize,
      gains.get(row.id)?.gain,
      row.architecture,
    ]),
  });
}
