import * as echarts from 'echarts';
import { createRandomStream } from '../../random';
import { COLORS } from '../../report/colors';
import { meanOrUndefined } from '../../statistics/mean';
import { bootstrapInterval } from '../../statistics/resampling';
import type { SearcherName } from './factories';
import { collectValuesAt, type ComparedSearches } from './statistics';

const WIDTH = 760;
const HEIGHT = 460;

/** Enough for a band as wide as a line. */
const RESAMPLES = 500;

/** Told apart by color-blind readers, and by their dashes in print. */
const STYLES: Record<SearcherName, { color: string; dash: 'solid' | number[] }> = {
  nao: { color: COLORS.orange.light, dash: 'solid' },
  random: { color: COLORS.gray.light, dash: [2, 3] },
  evolution: { color: COLORS.green.light, dash: [8, 3] },
  local: { color: COLORS.purple.light, dash: [8, 3, 2, 3] },
  gp: { color: COLORS.blue.light, dash: 'solid' },
  reinforce: { color: COLORS.ink.light, dash: [4, 3] },
};

/**
 * The mean over seeds of what each searcher would return against the look-ups that it has spent, as an SVG document; the
 * bands are bootstrap intervals of the means.
 *
 * @param metricName what is drawn, such as `cifar10_test_200ep`
 */
export function plotBestSoFar(searches: ComparedSearches, budget: number, metricName: string): string {
  // The first look-ups are all alike, and so low that they would flatten the rest.
  const first = Math.max(1, Math.floor(budget / 10));
  const queryCounts = Array.from({ length: budget - first + 1 }, (_, i) => first + i);
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT });
  try {
    chart.setOption({
      animation: false,
      backgroundColor: COLORS.paper.light,
      grid: { left: 64, right: 24, top: 44, bottom: 48 },
      legend: {
        top: 8,
        itemGap: 20, // names are wider than the renderer takes them for
        data: [...searches.searchers],
        itemStyle: { opacity: 0 },
        textStyle: { color: COLORS.ink.light },
      },
      xAxis: { ...createAxis('queries', 26), min: first, max: budget },
      yAxis: { ...createAxis(`mean ${metricName} of the best so far`, 46), scale: true },
      series: searches.searchers.flatMap((searcher) => createSeries(searches, searcher, queryCounts)),
    });
    return toStaticSvg(chart.renderToSVGString());
  } finally {
    chart.dispose();
  }
}

/**
 * Takes out what a still picture does not need: the styles and marks of pointing at things, and identifiers that count the
 * charts of a process (the same searches shall give the same bytes).
 */
function toStaticSvg(svg: string): string {
  const plain = svg
    .replace(/<style ?>.*?<\/style>\s*/s, '')
    .replace(/ (?:class|pointer-events|ecmeta_\w+)="[^"]*"/g, '')
    .replace(/\bzr\d+-/g, 'best-so-far-');
  return `${plain.trim()}\n`;
}

/** A band from the interval's low end to its high one, and the line of means over it. */
function createSeries(
  searches: ComparedSearches,
  searcher: SearcherName,
  queryCounts: readonly number[],
): echarts.SeriesOption[] {
  const { color, dash } = STYLES[searcher];
  const points = queryCounts.flatMap((queryCount) => {
    const values = collectValuesAt(searches, searcher, queryCount).filter((value) => value !== undefined);
    const middle = meanOrUndefined(values);
    if (middle === undefined) return [];
    return [
      {
        place: queryCount,
        middle,
        ...bootstrapInterval(values, createRandomStream(0, 'band', searcher), RESAMPLES),
      },
    ];
  });
  const base = { type: 'line' as const, symbol: 'none', silent: true, stack: `band ${searcher}` };
  return [
    {
      ...base,
      lineStyle: { opacity: 0 },
      data: points.map(({ place: queryCount, low }) => [queryCount, low]),
    },
    {
      ...base,
      lineStyle: { opacity: 0 },
      areaStyle: { color, opacity: 0.15 },
      data: points.map(({ place: queryCount, low, high }) => [queryCount, high - low]),
    },
    {
      type: 'line',
      name: searcher,
      symbol: 'none',
      color,
      lineStyle: { color, width: 2, type: dash },
      data: points.map(({ place: queryCount, middle }) => [queryCount, middle]),
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
