import {
  type AxisBounds,
  createCountAxis,
  createVerticalAxis,
  FRACTION,
  getMetricBounds,
} from '../../../src/report/charts/axes';
import { drawChart } from '../../../src/report/charts/chart';

/** Draws values on a vertical axis. @returns its labels as numbers, ascending */
function labels(values: readonly number[], bounds?: AxisBounds): number[] {
  const option = {
    grid: { left: 8, right: 18, top: 30, bottom: 26, containLabel: true },
    xAxis: { type: 'category' as const, data: values.map(String), show: false },
    yAxis: createVerticalAxis('value', bounds),
    series: [{ type: 'scatter' as const, data: [...values] }],
  };
  const { svg } = drawChart(option, { width: 368, height: 250 }, 'chart');
  const found = [...svg.matchAll(/text-anchor="end"[^>]*>([^<]*)</g)].map(([, text]) => Number(text));
  return found.sort((a, b) => a - b);
}

test.each([[[1]], [[0.97]], [[0.5]], [[0]], [[0.2, 1]], [[0.9, 0.99]], [[0.62, 0.98]], [[0.02, 0.9]]])(
  'an axis of fractions %p stays between 0 and 1',
  (values) => {
    const found = labels(values, FRACTION);
    expect(found.length).toBeGreaterThan(1);
    expect(found[0]).toBeGreaterThanOrEqual(0);
    expect(found.at(-1)).toBeLessThanOrEqual(1);
    expect(found[0]).toBeLessThanOrEqual(Math.min(...values));
    expect(found.at(-1)).toBeGreaterThanOrEqual(Math.max(...values));
  },
);

test.each([0.7, 0.3, 94.37, 580.25, -3, 1e-6, 4321])(
  'an axis of the only value %p shows it and its surroundings',
  (value) => {
    const found = labels([value]);
    expect(found[0]).toBeLessThanOrEqual(value);
    expect(found.at(-1)).toBeGreaterThanOrEqual(value);
    expect((found.at(-1) ?? NaN) - found[0]).toBeLessThanOrEqual(2 * Math.abs(value));
  },
);

test.each([[[1, 2, 3]], [[8, 11]], [[6]], [[0, 1]], [[1, 2000]]])(
  'an axis of counts %p has whole numbers only',
  (values) => {
    const option = {
      grid: { left: 8, right: 18, top: 30, bottom: 26, containLabel: true },
      xAxis: createCountAxis('epoch'),
      yAxis: { type: 'value' as const, show: false },
      series: [{ type: 'scatter' as const, data: values.map((value) => [value, 1]) }],
    };
    const { svg } = drawChart(option, { width: 368, height: 250 }, 'chart');
    const texts = [...svg.matchAll(/text-anchor="middle"[^>]*>([^<]*)</g)].map(([, text]) => text);
    const found = texts.filter((text) => text !== 'epoch');
    expect(found).toHaveLength(texts.length - 1);
    expect(found.length).toBeGreaterThan(1);
    for (const text of found) expect(text).toMatch(/^\d+$/);
  },
);

test('an accuracy is a fraction or a percentage, and other metrics have no bounds', () => {
  expect(getMetricBounds('valid_accuracy', [0.5, 1])).toEqual({ min: 0, max: 1 });
  expect(getMetricBounds('test_accuracy', [94.4])).toEqual({ min: 0, max: 100 });
  expect(getMetricBounds('valid_perplexity', [50])).toEqual({});
});
