import { createCurvesFigure } from '../../../src/report/charts/curves';
import { renderFigures } from '../../../src/report/charts/figure';

const LOSS_BY_STEP = { title: 'Loss', xName: 'step', xColumn: 'step', yName: 'nats' };

function rows(...cells: [round: number, step: number, loss: number][]) {
  return cells.map(([round, step, loss]) => ({
    round: String(round),
    step: String(step),
    loss: String(loss),
  }));
}

function draw(data: ReturnType<typeof rows>, columns = ['loss']): string | undefined {
  const curves = columns.map((column) => ({ name: column, column, color: 'blue' as const }));
  const figure = createCurvesFigure(data, { ...LOSS_BY_STEP, curves });
  if (figure === undefined) return undefined;
  // Three figures next to each other have one drawing each.
  const [first] = renderFigures([figure, figure, figure]).text.split('</figure>');
  return first;
}

/** Lists the labels of the horizontal axis from left to right: center in pixels and text. */
function horizontalLabels(figure: string): { center: number; text: string }[] {
  const labels = [
    ...figure.matchAll(/text-anchor="middle"[^>]*translate\(([\d.]+) [\d.]+\)"[^>]*>([^<]*)</g),
  ];
  return labels
    .map(([, center, text]) => ({ center: Number(center), text }))
    .filter(({ text }) => text !== LOSS_BY_STEP.xName);
}

test('createCurvesFigure returns undefined without a number', () => {
  expect(draw([])).toBeUndefined();
  expect(draw(rows([0, 1, NaN]))).toBeUndefined();
  expect(draw(rows([0, 1, 2]), ['accuracy'])).toBeUndefined();
});

test('createCurvesFigure draws one row as a dot, not as an invisible line', () => {
  expect(draw(rows([0, 1, 2]))).toMatch(/<circle r="2.5"/);
});

test('createCurvesFigure appends rounds whose count restarts', () => {
  const restarting = draw(rows([0, 1, 3], [0, 2, 2], [1, 1, 2], [1, 2, 1]));
  const continuing = draw(rows([0, 1, 3], [0, 2, 2], [1, 4, 2], [1, 5, 1]));
  expect(restarting).toBe(continuing);
});

test('createCurvesFigure draws a dashed line where each round begins', () => {
  const figure = draw(rows([0, 1, 3], [0, 2, 2], [1, 3, 2], [2, 4, 1])) ?? '';
  expect(figure.match(/stroke-dasharray/g)).toHaveLength(2);
});

test('createCurvesFigure mentions dashed lines only if there are any', () => {
  expect(draw(rows([0, 1, 3], [1, 3, 2]))).toContain('Dashed lines: a new round begins.');
  expect(draw(rows([0, 1, 3], [0, 3, 2]))).not.toContain('ashed');
});

test('createCurvesFigure draws no line from a round to the next, whose training may restart', () => {
  const figure = draw(rows([0, 1, 0.1], [0, 2, 0.05], [0, 3, 0], [1, 4, 0.1], [1, 5, 0.05])) ?? '';
  const [line] = /<path d="(M[^"]*)"[^>]*stroke="#0072b2"/.exec(figure)?.slice(1) ?? [];
  expect(line.match(/M/g)).toHaveLength(2);
  expect(line.match(/L/g)).toHaveLength(3);
});

test('createCurvesFigure shows a second curve between the dashes of the first, and both in the legend', () => {
  const same = rows([0, 1, 3], [0, 2, 2]);
  const figure = draw(same, ['loss', 'step']) ?? '';
  expect(figure).toContain('<span class="line blue"></span>loss');
  expect(figure).toContain('<span class="dashes blue"></span>step');
});

test('createCurvesFigure names both axes and describes the curve in a sentence', () => {
  const figure = draw(rows([0, 1, 3], [0, 2, 0.5], [0, 3, 1])) ?? '';
  expect(figure).toMatch(/>step<\/text>/);
  expect(figure).toMatch(/>nats<\/text>/);
  expect(figure).toContain('Loss: from 3 at step 1 to 1 at step 3, lowest 0.5000 at step 2.');
});

test('createCurvesFigure averages a long log and mentions it in the caption', () => {
  const long = rows(...Array.from({ length: 1000 }, (_, i): [number, number, number] => [0, i, i % 2]));
  const figure = draw(long) ?? '';
  expect(figure).toContain('Each point is the mean of up to 5 rows.');
  expect(figure.length).toBeLessThan(20_000);
});

/** Estimates the width of sans-serif digits at 12 pixels from above, in pixels. */
function width(text: string): number {
  return 7 * text.length;
}

test.each([9, 1_000, 390_000, 12_345_678])(
  'labels of the horizontal axis up to step %i do not overlap and fit inside the chart',
  (steps) => {
    const figure = draw(rows([0, 0, 1], [0, steps, 2])) ?? '';
    const labels = horizontalLabels(figure);
    expect(labels.length).toBeGreaterThanOrEqual(3);
    labels.forEach((label, i) => {
      expect(label.center - width(label.text) / 2).toBeGreaterThanOrEqual(0);
      expect(label.center + width(label.text) / 2).toBeLessThanOrEqual(368);
      if (i > 0) {
        const before = labels[i - 1];
        expect(label.center - before.center).toBeGreaterThan((width(label.text) + width(before.text)) / 2);
      }
    });
  },
);

test.each([
  [0, 5e-6],
  [0.70001, 0.70009],
  [0, 0.05],
  [-3_000_000, 123_456],
  [1e-9, 2e-9],
])('labels of the vertical axis from %p to %p are distinct and fit inside the chart', (lowest, highest) => {
  const figure = draw(rows([0, 0, lowest], [0, 1, highest])) ?? '';
  const labels = [...figure.matchAll(/text-anchor="end"[^>]*translate\(([\d.]+) [\d.]+\)"[^>]*>([^<]*)</g)];
  expect(labels.length).toBeGreaterThanOrEqual(3);
  for (const [, end, text] of labels) expect(Number(end) - width(text)).toBeGreaterThanOrEqual(0);
  expect(new Set(labels.map(([, , text]) => text)).size).toBe(labels.length);
});
