import sharp from 'sharp';
import { drawChart } from '../../../src/report/charts/chart';
import { addSvgTitle } from '../../../src/report/charts/svg-title';

function draw(itemStyle: object): string {
  const option = {
    xAxis: { type: 'value' as const },
    yAxis: { type: 'value' as const },
    series: [{ type: 'scatter' as const, symbol: 'circle', symbolSize: 6, itemStyle, data: [[1, 2]] }],
  };
  return drawChart(option, { width: 300, height: 200 }, 'chart').svg;
}

test('drawChart writes a filled dot as a circle', () => {
  expect(draw({ color: '#0072b2', opacity: 1 })).toMatch(
    /<circle r="3" cx="[\d.]+" cy="[\d.]+" fill="#0072b2"><\/circle>/,
  );
});

test('drawChart writes dots of one fill as a group, and coordinates in tenths of a pixel', () => {
  const option = {
    xAxis: { type: 'value' as const },
    yAxis: { type: 'value' as const },
    series: ['#0072b2', '#c75300'].map((color) => ({
      type: 'scatter' as const,
      symbol: 'circle',
      symbolSize: 6,
      itemStyle: { color, opacity: 0.5 },
      data: [
        [1, 2],
        [2, 3.3333],
        [3, 1],
      ],
    })),
  };
  const { svg } = drawChart(option, { width: 300, height: 200 }, 'chart');
  const groups = [...svg.matchAll(/<g fill="(#\w+)" fill-opacity="0.5">(.*?)<\/g>/g)];
  expect(groups.map(([, color]) => color)).toEqual(['#0072b2', '#c75300']);
  for (const [, , dots] of groups) {
    expect(dots).toMatch(/^(<circle r="3" cx="\d+(\.\d)?" cy="\d+(\.\d)?"\/>){3}$/);
  }
  expect(svg).not.toMatch(/ d="[^"]*\.\d\d/);
});

test('drawChart leaves a hollow dot its outline, which is as wide as it is told', () => {
  const svg = draw({ color: 'transparent', borderColor: '#0072b2', borderWidth: 1.5 });
  const [, scale, width] = /matrix\(([\d.]+),.*?stroke-width="([\d.]+)"/.exec(svg) ?? [];
  expect(Number(scale) * Number(width)).toBeCloseTo(1.5, 2);
});

test('addSvgTitle escapes the title of a drawing', () => {
  expect(addSvgTitle('<svg width="1"><path/></svg>', 'a < b & c')).toBe(
    '<svg width="1">\n<title>a &lt; b &amp; c</title><path/></svg>',
  );
});

test('drawChart shows markup in names as text: the drawing is well-formed, and has no script', async () => {
  const attack = '<script>alert(1)</script>"&\'';
  const option = {
    legend: {},
    xAxis: { type: 'value' as const, name: attack },
    yAxis: { type: 'value' as const, name: attack },
    series: [{ type: 'line' as const, name: attack, data: [[1, 2]] }],
  };
  const { svg } = drawChart(option, { width: 300, height: 200 }, 'chart');
  expect(svg).not.toContain('<script');
  expect(svg).toContain('&lt;script&gt;alert(1)');
  // The renderer refuses XML that is not well-formed.
  await expect(sharp(Buffer.from(svg)).metadata()).resolves.toMatchObject({ format: 'svg' });
  await expect(sharp(Buffer.from(svg.replace('&lt;script', '<script'))).metadata()).rejects.toThrow();
});
