import * as echarts from 'echarts';
import { COLOURS, type Colour } from './colours';
import { formatTick } from './format';
import { html, Html, nothing } from './html';

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
  readonly option: echarts.EChartsOption;
  readonly caption?: Html | string;
}

/** Pixels: as wide as a phone's page, so that letters are never shrunk below their 12 pixels there. */
const WIDTH = 368;
const HEIGHT = 236;

/** A figure of the page: title, legend, chart as SVG, caption. */
export function figure({ title, legend, option, caption }: Figure): Html {
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
    ${entries}${drawing(title, option)}${note}
  </figure>`;
}

/** An axis of numbers, styled as all of them are. */
export function valueAxis(name?: string) {
  return {
    type: 'value' as const,
    // Room for the data, not for zero: the differences are what is looked at.
    scale: true,
    splitNumber: 4,
    ...axisLook(name),
    axisLabel: { color: COLOURS.muted.light, hideOverlap: true, formatter: formatTick },
  };
}

/** An axis of named places. */
export function categoryAxis(names: readonly string[], name?: string) {
  return {
    type: 'category' as const,
    data: [...names],
    ...axisLook(name),
    axisLabel: { color: COLOURS.muted.light, hideOverlap: true },
  };
}

function axisLook(name: string | undefined) {
  return {
    name,
    nameLocation: 'middle' as const,
    nameGap: 26,
    nameTextStyle: { color: COLOURS.muted.light },
    axisLine: { show: true, lineStyle: { color: COLOURS.axis.light } },
    axisTick: { show: true, lineStyle: { color: COLOURS.axis.light } },
    splitLine: { show: true, lineStyle: { color: COLOURS.grid.light } },
  };
}

function legendItem({ name, colour, mark }: LegendEntry): Html {
  return html`<li><span class="${mark} ${colour}"></span>${name}</li>`;
}

function drawing(title: string, option: echarts.EChartsOption): Html {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT });
  try {
    chart.setOption({
      animation: false,
      grid: { left: 8, right: 18, top: 10, bottom: 26, containLabel: true },
      ...option,
    });
    return new Html(plainSvg(chart.renderToSVGString(), title));
  } finally {
    chart.dispose();
  }
}

/**
 * Takes out what a still picture inside HTML does not need: namespaces, the styles and marks of pointing at things, and
 * identifiers that count charts drawn in this process (the same run must give the same bytes).
 */
function plainSvg(svg: string, title: string): string {
  const scope = title.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  const label = html`role="img" aria-label="${title}"`;
  return svg
    .replace(/<style ?>.*?<\/style>\s*/s, '')
    .replace(/ (?:xmlns(?::xlink)?|version|baseProfile|class|pointer-events|ecmeta_\w+)="[^"]*"/g, '')
    .replace(/\bzr\d+-/g, `${scope}-`)
    .replace(/^<svg /, () => `<svg ${label.text} `)
    .trim();
}
