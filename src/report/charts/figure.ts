import type { EChartsOption } from 'echarts';
import type { Color } from '../colors';
import { emptyHtml, html, Html } from '../html/html';
import { drawChart, type Tooltip } from './chart';

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
  readonly caption?: Html | string;
}

/** Pixels: the width of a phone's page, so that text is never shrunk below its 12 pixels there. */
const SIZE = { width: 368, height: 236 };

/** Margins around the plot area in pixels; axis labels belong to the area. */
export const CHART_GRID = { left: 8, right: 18, top: 10, bottom: 26, containLabel: true };

/** Renders a figure: title, legend, chart as SVG, caption. */
export function renderFigure({ title, legend, option, tooltips, caption }: Figure): Html {
  // A single entry would repeat the title.
  const entries =
    legend.length > 1
      ? html`<ul class="legend">
          ${legend.map(renderLegendItem)}
        </ul>`
      : emptyHtml;
  const note = caption === undefined ? emptyHtml : html`<figcaption>${caption}</figcaption>`;
  return html`<figure>
    <h3>${title}</h3>
    ${entries}${renderChart(title, option, tooltips)}${note}
  </figure>`;
}

function renderLegendItem({ name, color, mark }: LegendEntry): Html {
  return html`<li><span class="${mark} ${color}"></span>${name}</li>`;
}

function renderChart(title: string, option: EChartsOption, tooltips: readonly Tooltip[]): Html {
  const chart = drawChart({ grid: CHART_GRID, ...option }, SIZE, 'chart', tooltips);
  return html`<div class="chart" data-marks="${JSON.stringify(chart.tooltips)}">
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
