import type { EChartsOption } from 'echarts';
import type { Color } from '../colors';
import { emptyHtml, html, Html } from '../html/html';
import { type ChartSize, drawChart, type Tooltip } from './chart';

/** Legend entry. Legends are HTML above the chart, so that they wrap on narrow pages. */
export interface LegendEntry {
  readonly name: string;
  readonly color: Color;
  readonly mark: 'line' | 'dashes' | 'dot' | 'box';
}

export interface Figure {
  /** Title, including the unit. */
  readonly title: string;
  readonly legend: readonly LegendEntry[];
  readonly option: EChartsOption;
  readonly tooltips: readonly Tooltip[];
  /** What the chart shows, in a sentence with its main numbers: also for readers who do not see it. */
  readonly summary: string;
  /** How to read the chart, and what it leaves out. */
  readonly caption?: string;
}

/** Pixels: the width of a phone's page, so that text is never shrunk below its 12 pixels there. */
const NARROW: ChartSize = { width: 368, height: 250 };

/** Pixels of the second drawing for wide pages, by the number of figures next to each other. */
const WIDE: readonly ChartSize[] = [
  { width: 960, height: 340 },
  { width: 560, height: 300 },
];

/** Margins around the plot area in pixels; axis labels belong to the area, and the vertical axis' name is above it. */
export const CHART_GRID = { left: 8, right: 18, top: 30, bottom: 26, containLabel: true };

/** Renders figures next to each other. One or two of them are also drawn wide, for pages that have the room. */
export function renderFigures(figures: readonly Figure[]): Html {
  if (figures.length === 0) return emptyHtml;
  const wide = WIDE.at(figures.length - 1);
  const layout = wide === undefined ? 'figures' : `figures of-${figures.length}`;
  return html`<div class="${layout}">${figures.map((each) => renderFigure(each, wide))}</div>`;
}

/** Renders a figure: title, legend, the chart as SVG in one or two sizes, and sentences. */
function renderFigure(figure: Figure, wide: ChartSize | undefined): Html {
  const { title, legend, summary, caption } = figure;
  // A single entry would repeat the title.
  const entries =
    legend.length > 1
      ? html`<ul class="legend">
          ${legend.map(renderLegendItem)}
        </ul>`
      : emptyHtml;
  const charts =
    wide === undefined
      ? renderChart(figure, NARROW, 'chart')
      : html`${renderChart(figure, NARROW, 'chart narrow')}${renderChart(withoutLabels(figure), wide, 'chart broad')}`;
  return html`<figure>
    <h3>${title}</h3>
    ${entries}${charts}
    <figcaption>${[summary, caption ?? ''].join(' ').trim()}</figcaption>
  </figure>`;
}

/** Removes the texts of tooltips: the script of the page takes them from the narrow chart. */
function withoutLabels(figure: Figure): Figure {
  return { ...figure, tooltips: figure.tooltips.map((tooltip) => ({ ...tooltip, label: '' })) };
}

function renderLegendItem({ name, color, mark }: LegendEntry): Html {
  return html`<li><span class="${mark} ${color}"></span>${name}</li>`;
}

function renderChart({ title, option, tooltips }: Figure, size: ChartSize, classes: string): Html {
  const chart = drawChart({ grid: CHART_GRID, ...option }, size, 'chart', tooltips);
  return html`<div class="${classes}" data-marks="${JSON.stringify(chart.tooltips)}">
    ${new Html(toInlineSvg(chart.svg, title))}
  </div>`;
}

/** Removes the attributes that an SVG inside HTML does not need. `makeIdsUnique` in page.ts renames its identifiers. */
function toInlineSvg(svg: string, title: string): string {
  const label = html`role="img" aria-label="${title}"`;
  return svg
    .replace(/ (?:xmlns(?::xlink)?|version|baseProfile)="[^"]*"/g, '')
    .replace(/^<svg /, () => `<svg ${label.text} `);
}
