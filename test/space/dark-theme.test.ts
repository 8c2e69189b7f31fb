import { createRandomStream } from '../../src/random';
import { renderSvg } from '../../src/space/dot';
import { createSpace } from '../../src/space/registry';

const SPACES = ['cnn', 'cnn11', 'rnn', 'nasbench201'];

/** Relative luminance of a color `#rrggbb` (WCAG 2). */
function luminance(color: string): number {
  const [red, green, blue] = [1, 3, 5].map((start) => {
    const share = parseInt(color.slice(start, start + 2), 16) / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

test.each(SPACES)('a drawing of space %s names no color, and its dark theme replaces all', async (name) => {
  const space = createSpace(name, { nodes: 5 });
  for (const { dot } of space.draw(space.sample(createRandomStream(3, 'dark', name)))) {
    const svg = await renderSvg(dot);
    const colors = [...svg.matchAll(/ (?:fill|stroke)="([^"]*)"/g)].map(([, color]) => color);
    expect(colors.filter((color) => !/^#[0-9a-f]{6}$|^none$|^transparent$/.test(color))).toEqual([]);
    const rules = new Map(
      [...svg.matchAll(/\[fill="(#\w+)"\]\{fill:(#\w+)\}/g)].map(([, light, dark]) => [light, dark]),
    );
    for (const light of new Set(colors.filter((color) => color.startsWith('#')))) {
      const dark = rules.get(light) ?? '';
      expect(dark).toMatch(/^#[0-9a-f]{6}$/);
      // Pale fills become dark, and dark lines and text pale.
      if (luminance(light) > 0.4) expect(luminance(dark)).toBeLessThan(0.25);
      if (luminance(light) < 0.1) expect(luminance(dark)).toBeGreaterThan(0.4);
    }
    // Graphviz leaves out the attribute of black text.
    expect(svg).not.toMatch(/<text(?![^>]*fill=)/);
    expect(svg).toContain('@media screen and (prefers-color-scheme:dark)');
  }
});
