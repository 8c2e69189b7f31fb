import type * as echarts from 'echarts';
import { pluralize } from '../../plural';
import { createRandomStream } from '../../random';
import { drawChart } from '../../report/charts/chart';
import { addSvgTitle } from '../../report/charts/svg-title';
import { COLORS } from '../../report/colors';
import { meanOrUndefined } from '../../statistics/mean';
import { bootstrapInterval } from '../../statistics/resampling';
import type { SearcherName } from './factories';
import { collectValuesAt, type ComparedSearches } from './statistics';

const WIDTH = 760;
const HEIGHT = 460;

/** Bootstrap resamples per point. Few are enough for drawing. */
const RESAMPLES = 500;

/** Most points of a line. */
const MAX_POINTS = 1000;

/** Line styles. The colors are safe for color-blind readers; the dashes distinguish lines in print. */
const STYLES: Record<SearcherName, { color: string; dash: 'solid' | number[] }> = {
  nao: { color: COLORS.orange.light, dash: 'solid' },
  random: { color: COLORS.gray.light, dash: [2, 3] },
  evolution: { color: COLORS.green.light, dash: [8, 3] },
  local: { color: COLORS.purple.light, dash: [8, 3, 2, 3] },
  gp: { color: COLORS.blue.light, dash: [14, 4] },
  reinforce: { color: COLORS.ink.light, dash: [4, 3] },
};

/**
 * Plots each searcher's mean result over seeds against the number of queries. The bands are bootstrap
 * intervals of the means.
 *
 * @param metricName metric on the y axis, such as `cifar10_test_200ep`
 * @returns an SVG document
 */
export function plotBestSoFar(searches: ComparedSearches, budget: number, metricName: string): string {
  const last = Math.min(budget, countQueries(searches));
  // The first queries are similar for all searchers, and so low that they would flatten the rest.
  const first = Math.max(1, Math.floor(last / 10));
  const step = Math.ceil((last - first + 1) / MAX_POINTS);
  const queryCounts = Array.from(
    { length: Math.floor((last - first) / step) + 1 },
    (_, i) => last - i * step,
  ).reverse();
  const title = `Best ${metricName} so far by queries, mean over ${pluralize(searches.seeds.length, 'seed')}`;
  const option: echarts.EChartsOption = {
    backgroundColor: COLORS.paper.light,
    title: { text: title, left: 16, top: 8, textStyle: { color: COLORS.ink.light, fontSize: 14 } },
    grid: { left: 64, right: 24, top: 72, bottom: 48 },
    legend: {
      top: 36,
      itemGap: 20, // the renderer underestimates the width of names
      data: [...searches.searchers],
      itemStyle: { opacity: 0 },
      textStyle: { color: COLORS.ink.light },
    },
    xAxis: { ...createAxis('queries', 26), min: first, max: last },
    yAxis: { ...createAxis(`mean ${metricName} of the best so far`, 46), scale: true },
    series: searches.searchers.flatMap((searcher) => createSeries(searches, searcher, queryCounts)),
  };
  const { svg } = drawChart(option, { width: WIDTH, height: HEIGHT }, 'best-so-far');
  return `${addSvgTitle(svg, title)}\n`;
}

/** Returns the number of queries of the longest search: at most as many as the table has architectures. */
function countQueries({ searchers, seeds, trace }: ComparedSearches): number {
  return Math.max(1, ...searchers.flatMap((searcher) => seeds.map((seed) => trace(searcher, seed).length)));
}

/** Creates the series of a searcher: the band of the interval, and the line of means over it. */
function createSeries(
  searches: ComparedSearches,
  searcher: SearcherName,
  queryCounts: readonly number[],
): echarts.SeriesOption[] {
  const { color, dash } = STYLES[searcher];
  const points = queryCounts.flatMap((queryCount) => {
    const values = collectValuesAt(searches, searcher, queryCount).filter((value) => value !== undefined);
    const mean = meanOrUndefined(values);
    if (mean === undefined) return [];
    return [
      {
        queryCount,
        mean,
        ...bootstrapInterval(values, createRandomStream(0, 'band', searcher), RESAMPLES),
      },
    ];
  });
  const base = { type: 'line' as const, symbol: 'none', silent: true, stack: `band ${searcher}` };
  return [
    {
      ...base,
      lineStyle: { opacity: 0 },
      data: points.map(({ queryCount, low }) => [queryCount, low]),
    },
    {
      ...base,
      lineStyle: { opacity: 0 },
      areaStyle: { color, opacity: 0.15 },
      data: points.map(({ queryCount, low, high }) => [queryCount, high - low]),
    },
    {
      type: 'line',
      name: searcher,
      symbol: 'none',
      color,
      lineStyle: { color, width: 2, type: dash },
      data: points.map(({ queryCount, mean }) => [queryCount, mean]),
    },
  ];
}

function createAxis(name: string, gap: number) {
  return {
    type: 'value' as const,
    name,
    nameLocation: 'middle' as const,
    nameGap: gap,
    nameTextStyle: { color: COLORS.ink.light },
    axisLabel: { color: COLORS.muted.light, hideOverlap: true },
    axisLine: { show: true, lineStyle: { color: COLORS.axis.light } },
    splitLine: { lineStyle: { color: COLORS.grid.light } },
  };
}
