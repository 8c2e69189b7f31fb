import type { EChartsOption } from 'echarts';
import { drawChart, type Mark } from './chart';
import type { Colour } from '../colors';
import { html, Html, nothing } from '../html/html';

/** One entry of a legend, set above its chart as text, so that it wraps where the page is narrow. */
export interface LegendEntry {
  readonly name: string;
  readonly colour: Colour;
  readonly mark: 'line' | 'dashes' | 'dot' | 'box';
}

export interface Figure {
  /** What is drawn, with its unit. */
  readonly title: string;
  readonly legend: readonly LegendEntry[];
  readonly option: EChartsOption;
  /** What tells its values when it is pointed at. */
  readonly marks: readonly Mark[];
  readonly caption?: Html | string;
}

/** Pixels: as wide as a phone's page, so that letters are never shrunk below their 12 pixels there. */
const SIZE = { width: 368, height: 236 };

/** Room around the axes' area; the labels count to the area. */
export const GRID = { left: 8, right: 18, top: 10, bottom: 26, containLabel: true };

/** A figure of the page: title, legend, chart as SVG, caption. */
export function figure({ title, legend, option, marks, caption }: Figure): Html {
  // A legend of one says nothing that the title does not.
  const entries =
    legend.length > 1
      ? html`<ul class="legend">
          ${legend.map(legendItem)}
        </ul>`
      : nothing;
  const note = caption === undefined ? nothing : html`<figcaption>${caption}</figcaption>`;
  return html`<figure>
    <h3>${title}</h3>
    ${entries}${drawing(title, option, marks)}${note}
  </figure>`;
}

function legendItem({ name, colour, mark }: LegendEntry): Html {
  return html`<li><span class="${mark} ${colour}"></span>${name}</li>`;
}

function drawing(title: string, option: EChartsOption, marks: readonly Mark[]): Html {
  const chart = drawChart({ grid: GRID, ...option }, SIZE, 'chart', marks);
  return html`<div class="chart" data-marks="${JSON.stringify(chart.marks)}">
    ${new Html(insidePage(chart.svg, title))}
  </div>`;
}

/** Without what a drawing inside HTML does not need; identifiers are made the page's by `uniqueIdentifiers`. */
function insidePage(svg: string, title: string): string {
  const label = html`role="img" aria-label="${title}"`;
  return svg
    .replace(/ (?:xmlns(?::xlink)?|version|baseProfile)="[^"]*"/g, '')
    .replace(/^<svg /, () => `<svg ${label.text} `);
}
