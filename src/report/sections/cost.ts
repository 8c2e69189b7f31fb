import { formatCostLimits, listCostLimits } from '../../config/cost-limits';
import type { Objectives } from '../../config/schema/objectives';
import { COST_NAMES } from '../../space/network-cost';
import { getSign } from '../../statistics/direction';
import { findParetoFront } from '../../statistics/pareto';
import { createValueAxis, createVerticalAxis, getMetricBounds } from '../charts/axes';
import { type Figure, renderFigures } from '../charts/figure';
import { COLORS } from '../colors';
import { formatCount, formatNumber } from '../format';
import { emptyHtml, html, type Html, renderSection } from '../html/html';
import { renderTable } from '../html/table';
import { type ArchitectureRanking, formatDirection, getEntryCost, type RankingEntry } from '../ranking';
import { getObjectives, type RunFiles } from '../run-files';

/** Maximum number of other dots. More would only cover each other and enlarge the page. */
const MAX_DOTS = 300;

/** A scored architecture of known cost. */
interface Costed {
  readonly entry: RankingEntry;
  readonly cost: number;
}

/** Renders scores against costs with their Pareto fronts; nothing if the run's space cannot count or all cost the same. */
export function renderCostSection(run: RunFiles, ranking: ArchitectureRanking | undefined): Html {
  if (ranking === undefined) return emptyHtml;
  const objectives = getObjectives(run);
  // The second objective of the search first.
  const names = COST_NAMES.toSorted(
    (a, b) => Number(b === objectives.minimize) - Number(a === objectives.minimize),
  );
  const charts = names.flatMap((name) => {
    const costed = ranking.ranked.flatMap((entry): Costed[] => {
      const cost = getEntryCost(entry, name);
      return cost === undefined ? [] : [{ entry, cost }];
    });
    if (new Set(costed.map(({ cost }) => cost)).size < 2) return [];
    return [{ name, costed, front: findFront(costed, ranking.direction) }];
  });
  if (charts.length === 0) return emptyHtml;
  const figures = charts.map(({ name, costed, front }) => createCostFigure(ranking, name, costed, front));
  return renderSection(
    'Score against cost',
    html`<p>
        Parameters and multiply-adds are those of the network that papers report for this space. On the Pareto
        front no architecture is both cheaper and better. ${describeObjectives(objectives, ranking.metric)}
      </p>
      ${renderFigures(figures)}${charts.map(({ name, front }) => renderFront(ranking.metric, name, front))}`,
  );
}

/** Describes in sentences what the search optimized beside the score; empty for the score alone. */
function describeObjectives(objectives: Objectives, metric: string): string {
  const { minimize } = objectives;
  const limits = listCostLimits(objectives);
  return [
    ...(minimize === 'none'
      ? []
      : [`The search had two objectives, ${metric} and few ${minimize}: its result is their front.`]),
    ...(limits.length === 0 ? [] : [`Only architectures with ${formatCostLimits(limits)} were scored.`]),
  ].join(' ');
}

function findFront(costed: readonly Costed[], direction: ArchitectureRanking['direction']): Costed[] {
  const sign = getSign(direction);
  return findParetoFront(
    costed,
    ({ cost }) => cost,
    ({ entry }) => sign * entry.score,
  );
}

function createCostFigure(
  { metric, direction }: ArchitectureRanking,
  name: string,
  costed: readonly Costed[],
  front: readonly Costed[],
): Figure {
  const onFront = new Set(front);
  const others = costed.filter((each) => !onFront.has(each));
  const every = Math.ceil(others.length / MAX_DOTS);
  const shown = others.filter((_, i) => i % every === 0);
  const groups = [shown, front];
  const toPoint = ({ cost, entry }: Costed): [number, number] => [cost, entry.score];
  const [cheapest, best] = [front[0], front[front.length - 1]];
  return {
    title: `${metric} (${formatDirection(direction)}) against ${name}`,
    legend: [
      { name: 'Pareto front', color: 'orange', mark: 'line' },
      { name: 'other architectures', color: 'blue', mark: 'dot' },
    ],
    option: {
      xAxis: createValueAxis(name, { min: 0 }),
      yAxis: createVerticalAxis(
        metric,
        getMetricBounds(
          metric,
          costed.map(({ entry }) => entry.score),
        ),
      ),
      series: [
        {
          type: 'scatter' as const,
          symbol: 'circle',
          symbolSize: 6,
          itemStyle: { color: COLORS.blue.light, opacity: 0.5 },
          data: shown.map(toPoint),
        },
        {
          type: 'line' as const,
          step: 'end' as const, // between two architectures, the cheaper one is the best
          symbol: 'circle',
          symbolSize: 7,
          lineStyle: { width: 1.8, color: COLORS.orange.light },
          itemStyle: { color: COLORS.orange.light },
          data: front.map(toPoint),
        },
      ],
    },
    tooltips: groups.flatMap((dots, series) =>
      dots.map((each) => ({
        series,
        at: toPoint(each),
        label: `architecture ${each.entry.id}: ${metric} ${formatNumber(each.entry.score)}, ${formatCount(each.cost)} ${name}`,
      })),
    ),
    summary:
      `${front.length} of ${costed.length} architectures are on the front, from ${formatNumber(cheapest.entry.score)} ` +
      `with ${formatCount(cheapest.cost)} ${name} to ${formatNumber(best.entry.score)} with ${formatCount(best.cost)}.`,
    ...(every > 1 ? { caption: `One of ${every} other architectures is drawn.` } : {}),
  };
}

function renderFront(metric: string, name: string, front: readonly Costed[]): Html {
  return renderTable({
    name: `Pareto front of ${metric} and ${name}`,
    columns: [{ head: 'id' }, { head: name }, { head: metric }, { head: 'architecture', isCode: true }],
    rows: front.map(({ entry, cost }) => [entry.id, cost, entry.score, entry.architecture]),
  });
}
