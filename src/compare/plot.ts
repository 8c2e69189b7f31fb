import * as echarts from 'echarts';
import { stream } from '../random';
import { COLOURS } from '../report/colors';
import { mean } from '../statistics/mean';
import { bootstrapInterval } from '../statistics/resampling';
import { type Searches, valuesAt } from './statistics';
import type { SearcherName } from './searchers';

const WIDTH = 760;
const HEIGHT = 460;

/** Enough for a band as wide as a line. */
const RESAMPLES = 500;

/** Told apart by colour-blind readers, and by their dashes in print. */
const LOOKS: Record<SearcherName, { colour: string; dash: 'solid' | number[] }> = {
  nao: { colour: COLOURS.orange.light, dash: 'solid' },
  random: { colour: COLOURS.grey.light, dash: [2, 3] },
  evolution: { colour: COLOURS.green.light, dash: [8, 3] },
  local: { colour: COLOURS.purple.light, dash: [8, 3, 2, 3] },
  gp: { colour: COLOURS.blue.light, dash: 'solid' },
  reinforce: { colour: COLOURS.ink.light, dash: [4, 3] },
};

/**
 * The mean over seeds of what each searcher would return against the look-ups that it has spent, as an SVG document; the
 * bands are bootstrap intervals of the means.
 *
 * @param measure what is drawn, such as `cifar10_test_200ep`
 */
export function plotBestSoFar(searches: Searches, budget: number, measure: string): string {
  // The first look-ups are all alike, and so low that they would flatten the rest.
  const first = Math.max(1, Math.floor(budget / 10));
  const places = Array.from({ length: budget - first + 1 }, (_, i) => first + i);
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT });
  try {
    chart.setOption({
      animation: false,
      backgroundColor: COLOURS.paper.light,
      grid: { left: 64, right: 24, top: 44, bottom: 48 },
      legend: {
        top: 8,
        itemGap: 20, // names are wider than the renderer takes them for
        data: [...searches.searchers],
        itemStyle: { opacity: 0 },
        textStyle: { color: COLOURS.ink.light },
      },
      xAxis: { ...axis('look-ups', 26), min: first, max: budget },
      yAxis: { ...axis(`mean ${measure} of the best so far`, 46), scale: true },
      series: searches.searchers.flatMap((searcher) => seriesOf(searches, searcher, places)),
    });
    return plainSvg(chart.renderToSVGString());
  } finally {
    chart.dispose();
  }
}

/**
 * Takes out what a still picture does not need: the styles and marks of pointing at things, and identifiers that count the
 * charts of a process (the same searches shall give the same bytes).
 */
function plainSvg(svg: string): string {
  const plain = svg
    .replace(/<style ?>.*?<\/style>\s*/s, '')
    .replace(/ (?:class|pointer-events|ecmeta_\w+)="[^"]*"/g, '')
    .replace(/\bzr\d+-/g, 'best-so-far-');
  return `${plain.trim()}\n`;
}

/** A band from the interval's low end to its high one, and the line of means over it. */
function seriesOf(
  searches: Searches,
  searcher: SearcherName,
  places: readonly number[],
): echarts.SeriesOption[] {
  const { colour, dash } = LOOKS[searcher];
  const points = places.flatMap((place) => {
    const values = valuesAt(searches, searcher, place).filter((value) => value !== undefined);
    const middle = mean(values);
    if (middle === undefined) return [];
    return [{ place, middle, ...bootstrapInterval(values, stream(0, 'band', searcher), RESAMPLES) }];
  });
  const base = { type: 'line' as const, symbol: 'none', silent: true, stack: `band ${searcher}` };
  return [
    { ...base, lineStyle: { opacity: 0 }, data: points.map(({ place, low }) => [place, low]) },
    {
      ...base,
      lineStyle: { opacity: 0 },
      areaStyle: { color: colour, opacity: 0.15 },
      data: points.map(({ place, low, high }) => [place, high - low]),
    },
    {
      type: 'line',
      name: searcher,
      symbol: 'none',
      color: colour,
      lineStyle: { color: colour, width: 2, type: dash },
      data: points.map(({ place, middle }) => [place, middle]),
    },
  ];
}

function axis(name: string, gap: number) {
  return {
    type: 'value' as const,
    name,
    nameLocation: 'middle' as const,
    nameGap: gap,
    nameTextStyle: { color: COLOURS.ink.light },
    axisLabel: { color: COLOURS.muted.light, hideOverlap: true },
    axisLine: { show: true, lineStyle: { color: COLOURS.axis.light } },
    splitLine: { lineStyle: { color: COLOURS.grid.light } },
  };
}
