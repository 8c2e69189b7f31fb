import * as echarts from 'echarts';

/** A mark of a chart that tells its values when it is pointed at. */
export interface Tooltip {
  /** Which of the option's series it belongs to. */
  readonly series: number;
  /** Where it is, in the units of the axes. */
  readonly at: readonly [x: number | string, y: number];
  /** What it tells. */
  readonly label: string;
}

/** A mark's place in pixels from the chart's upper left corner, and what it tells there. */
export type PlacedTooltip = readonly [x: number, y: number, label: string];

export interface DrawnChart {
  /** A whole SVG document. */
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
 * @param scope begins every identifier in the drawing, so that several may stand in one page
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
    const svg = stripInteraction(chart.renderToSVGString()).replace(/\bzr\d+-/g, () => `${scope}-`);
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

/** Takes out the styles and marks of pointing at things, and identifiers that count charts drawn in this process. */
function stripInteraction(svg: string): string {
  return svg
    .replace(/<style ?>.*?<\/style>\s*/s, '')
    .replace(/ (?:class|pointer-events|ecmeta_\w+)="[^"]*"/g, '')
    .trim();
}
