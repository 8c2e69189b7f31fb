import { renderCurvesFigure } from '../../../src/report/charts/curves';

const LOSS_BY_STEP = { title: 'Loss', xName: 'step', xColumn: 'step' };

function rows(...cells: [round: number, step: number, loss: number][]) {
  return cells.map(([round, step, loss]) => ({
    round: String(round),
    step: String(step),
    loss: String(loss),
  }));
}

function draw(data: ReturnType<typeof rows>, columns = ['loss']): string | undefined {
  const curves = columns.map((column) => ({ name: column, column, color: 'blue' as const }));
  return renderCurvesFigure(data, { ...LOSS_BY_STEP, curves })?.text;
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

test('renderCurvesFigure returns undefined without a number', () => {
  expect(draw([])).toBeUndefined();
  expect(draw(rows([0, 1, NaN]))).toBeUndefined();
  expect(draw(rows([0, 1, 2]), ['accuracy'])).toBeUndefined();
});

test('renderCurvesFigure draws one row as a dot, not as an invisible line', () => {
  expect(draw(rows([0, 1, 2]))).toMatch(/<path d="M1 0A1 1/);
});

test('renderCurvesFigure appends rounds whose count restarts', () => {
  const restarting = draw(rows([0, 1, 3], [0, 2, 2], [1, 1, 2], [1, 2, 1]));
  const continuing = draw(rows([0, 1, 3], [0, 2, 2], [1, 4, 2], [1, 5, 1]));
  expect(restarting).toBe(continuing);
});

test('renderCurvesFigure draws a dashed line where each round begins', () => {
  const figure = draw(rows([0, 1, 3], [0, 2, 2], [1, 3, 2], [2, 4, 1])) ?? '';
  expect(figure.match(/stroke-dasharray/g)).toHaveLength(2);
});

test('renderCurvesFigure averages a long log and mentions it in the caption', () => {
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
