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

/** Labels of a horizontal axis: center in pixels and text, left to right. */
function horizontalLabels(figure: string): { center: number; text: string }[] {
  const labels = [
    ...figure.matchAll(/text-anchor="middle"[^>]*translate\(([\d.]+) [\d.]+\)"[^>]*>([^<]*)</g),
  ];
  return labels
    .map(([, center, text]) => ({ center: Number(center), text }))
    .filter(({ text }) => text !== LOSS_BY_STEP.xName);
}

test('without a number there is no figure', () => {
  expect(draw([])).toBeUndefined();
  expect(draw(rows([0, 1, NaN]))).toBeUndefined();
  expect(draw(rows([0, 1, 2]), ['accuracy'])).toBeUndefined();
});

test('one row is a dot, not an invisible line', () => {
  expect(draw(rows([0, 1, 2]))).toMatch(/<path d="M1 0A1 1/);
});

test('rounds that count from their beginning again follow one another', () => {
  const restarting = draw(rows([0, 1, 3], [0, 2, 2], [1, 1, 2], [1, 2, 1]));
  const goingOn = draw(rows([0, 1, 3], [0, 2, 2], [1, 4, 2], [1, 5, 1]));
  expect(restarting).toBe(goingOn);
});

test('each new round has its dashed line', () => {
  const figure = draw(rows([0, 1, 3], [0, 2, 2], [1, 3, 2], [2, 4, 1])) ?? '';
  expect(figure.match(/stroke-dasharray/g)).toHaveLength(2);
});

test('a long log is averaged, and the caption says so', () => {
  const long = rows(...Array.from({ length: 1000 }, (_, i): [number, number, number] => [0, i, i % 2]));
  const figure = draw(long) ?? '';
  expect(figure).toContain('A point is the mean of up to 5 rows.');
  expect(figure.length).toBeLessThan(20_000);
});

/** Pixels, rather too wide: sans-serif digits at 12 pixels. */
function width(text: string): number {
  return 7 * text.length;
}

test.each([9, 1_000, 390_000, 12_345_678])('labels up to step %i stay apart and inside', (steps) => {
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
});

test.each([
  [0, 5e-6],
  [0.70001, 0.70009],
  [0, 0.05],
  [-3_000_000, 123_456],
  [1e-9, 2e-9],
])('labels from %p to %p up the side are inside, and none is written twice', (lowest, highest) => {
  const figure = draw(rows([0, 0, lowest], [0, 1, highest])) ?? '';
  const labels = [...figure.matchAll(/text-anchor="end"[^>]*translate\(([\d.]+) [\d.]+\)"[^>]*>([^<]*)</g)];
  expect(labels.length).toBeGreaterThanOrEqual(3);
  for (const [, end, text] of labels) expect(Number(end) - width(text)).toBeGreaterThanOrEqual(0);
  expect(new Set(labels.map(([, , text]) => text)).size).toBe(labels.length);
});
