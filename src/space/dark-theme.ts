/** Class of all drawings, to which the rules of the dark theme apply. */
const DRAWING_CLASS = 'drawing';

/** Lightness that a color and its dark counterpart add up to. */
const LIGHTNESS_SUM = 1.1;

/** Adds a style sheet to a drawing that replaces each of its colors if the viewer has a dark theme. Prints stay light. */
export function addDarkTheme(svg: string): string {
  const colors = new Set([...svg.matchAll(/ (?:fill|stroke)="(#[0-9a-f]{6})"/g)].map(([, color]) => color));
  const rules = [...colors].map((color) => {
    const dark = invertLightness(color);
    return `.${DRAWING_CLASS} [fill="${color}"]{fill:${dark}}.${DRAWING_CLASS} [stroke="${color}"]{stroke:${dark}}`;
  });
  const style = `<style>@media screen and (prefers-color-scheme:dark){${rules.join('')}}</style>`;
  return svg.replace(
    /<svg ([^>]*)>/,
    (_, attributes: string) => `<svg class="${DRAWING_CLASS}" ${attributes}>\n${style}`,
  );
}

/** Returns the color of the same hue and saturation whose lightness is inverted, as `#rrggbb`. */
function invertLightness(color: string): string {
  const parts = [1, 3, 5].map((start) => parseInt(color.slice(start, start + 2), 16) / 255);
  const [least, greatest] = [Math.min(...parts), Math.max(...parts)];
  const lightness = (least + greatest) / 2;
  const inverted = Math.min(1, LIGHTNESS_SUM - lightness);
  // Of one saturation, the distances to the lightness shrink towards black and white.
  const scale = measureRoom(inverted) / (measureRoom(lightness) || 1);
  const channels = parts.map((part) => Math.round(255 * (inverted + (part - lightness) * scale)));
  return `#${channels.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}

/** Returns how far the channels of a color of this lightness can be from it. */
function measureRoom(lightness: number): number {
  return Math.min(lightness, 1 - lightness);
}
