/** A dot as the renderer writes it: the path of a unit circle, without an outline, which would be scaled with it. */
const DOT =
  /<path d="M1 0A1 1 0 1 1 1 -0\.[01]+A1 1 0 0 1 1 0" transform="matrix\(([\d.]+),0,0,\1,([-\d.]+),([-\d.]+)\)"((?: fill(?:-opacity)?="[^"]*")*)><\/path>/g;

/** Consecutive dots of one fill. */
const DOTS = /<circle ([^>]*?)( fill[^>]*)><\/circle>(?:\s*<circle [^>]*?\2><\/circle>)+/g;

/** Attributes of positions and lines. */
const COORDINATES = / (?:d|cx|cy)="[^"]*"/g;

/**
 * Makes a chart's SVG smaller without a visible change: coordinates are rounded to tenths of a pixel, and the hundreds of
 * dots of a scatter plot are circles in a group of their fill.
 */
export function compactSvg(svg: string): string {
  return svg
    .replace(DOT, '<circle r="$1" cx="$2" cy="$3"$4></circle>')
    .replace(DOTS, (dots: string, _, fill: string) => {
      const circles = dots.replaceAll(`${fill}></circle>`, '/>').replace(/\s*\n\s*/g, '');
      return `<g${fill}>${circles}</g>`;
    })
    .replace(COORDINATES, (attribute) => attribute.replace(/-?\d+\.\d{2,}/g, roundToTenths));
}

function roundToTenths(number: string): string {
  return String(Math.round(10 * Number(number)) / 10);
}
