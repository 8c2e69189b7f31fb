import type { EChartsOption } from 'echarts';
import type { Color } from '../colors';
import { emptyHtml, html, Html } from '../html/html';
import { drawChart, type Tooltip } from './chart';

/** One entry of a legend, set above its chart as text, so that it wraps where the page is narrow. */
export interface LegendEntry {
  readonly name: string;
  readonly color: Color;
  readonly mark: 'line' | 'dashes' | 'dot' | 'box';
}

export interface Figure {
  /** What is drawn, with its unit. */
  readonly title: string;
  readonly legend: readonly LegendEntry[];
  readonly option: EChartsOption;
  /** What tells its values when it is pointed at. */
  readonly tooltips: readonly Tooltip[];
  readonly caption?: Html | string;
}

/** Pixels: as wide as a phone's page, so that letters are never shrunk below their 12 pixels there. */
const SIZE = { width: 368, height: 236 };

/** Room around the axes' area; the labels count to the area. */
export const CHART_GRID = { left: 8, right: 18, top: 10, bottom: 26, containLabel: true };

/** A figure of the page: title, legend, chart as SVG, caption. */
export function renderFigure({ title, legend, option, tooltips, caption }: Figure): Html {
  // A legend of one says nothing that the title does not.
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

/** Without what a drawing inside HTML does not need; identifiers are made the page's by `uniqueIdentifiers`. */
function toInlineSvg(svg: string, title: string): string {
  const label = html`role="img" aria-label="${title}"`;
  return svg
    .replace(/ (?:xmlns(?::xlink)?|version|baseProfile)="[^"]*"/g, '')
    .replace(/^<svg /, () => `<svg ${label.text} `);
}
