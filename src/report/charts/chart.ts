import * as echarts from 'echarts';
import { compactSvg } from './compact-svg';

/** Tooltip of a mark in a chart, shown when the pointer is near. */
export interface Tooltip {
  /** Index of the mark's series in the chart option. */
  readonly series: number;
  /** Position in the units of the axes. */
  readonly at: readonly [x: number | string, y: number];
  /** Text of the tooltip. */
  readonly label: string;
}

/** Tooltip with its position in pixels from the upper left corner of the chart. */
export type PlacedTooltip = readonly [x: number, y: number, label: string];

export interface DrawnChart {
  /** Complete SVG document. */
  readonly svg: string;
  readonly tooltips: readonly PlacedTooltip[];
}

export interface ChartSize {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

/**
 * Draws a chart without a browser. The same option gives the same bytes.
 *
 * @param scope prefix of every identifier in the drawing, so that one page can contain several
 */
export function drawChart(
  option: echarts.EChartsOption,
  size: ChartSize,
  scope: string,
  tooltips: readonly Tooltip[] = [],
): DrawnChart {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, ...size });
  try {
    chart.setOption({ animation: false, ...option });
    const svg = compactSvg(stripInteraction(chart.renderToSVGString())).replace(
      /\bzr\d+-/g,
      () => `${scope}-`,
    );
    return { svg, tooltips: tooltips.map((tooltip) => placeTooltip(chart, tooltip)) };
  } finally {
    chart.dispose();
  }
}

function placeTooltip(chart: echarts.ECharts, { series, at, label }: Tooltip): PlacedTooltip {
  const [x, y] = chart.convertToPixel({ seriesIndex: series }, [...at]);
  return [roundToTenths(x), roundToTenths(y), label];
}

function roundToTenths(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}

/** Removes hover styles, interaction attributes, and identifiers that count the charts drawn in this process. */
function stripInteraction(svg: string): string {
  return svg
    .replace(/<style ?>.*?<\/style>\s*/s, '')
    .replace(/ (?:class|pointer-events|ecmeta_\w+)="[^"]*"/g, '')
    .trim();
}
