import { randomNormal, randomUniform } from '../../../src/graph/ops/random';
import { compute, integers } from '../../support/graph/compiled';

const COUNT = 20_000;

function draw(make: typeof randomUniform, a: number, b: number): number[] {
  return compute([integers([2], [a, b])], ([seed]) => ({ y: make([COUNT], seed) })).y;
}

function moments(values: readonly number[]): { mean: number; variance: number } {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return { mean, variance: values.reduce((total, x) => total + (x - mean) ** 2, 0) / values.length };
}

describe('randomUniform', () => {
  test('is uniform in [0, 1)', () => {
    const values = draw(randomUniform, 1, 2);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThan(1);
    const { mean, variance } = moments(values);
    // five standard errors
    expect(Math.abs(mean - 1 / 2)).toBeLessThan(5 * Math.sqrt(1 / 12 / COUNT));
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(5 * Math.sqrt(1 / 180 / COUNT));
  });

  test('depends only on the two integers of the seed', () => {
    const first = draw(randomUniform, 7, 11);
    expect(draw(randomUniform, 7, 11)).toEqual(first);
    const others = [draw(randomUniform, 8, 11), draw(randomUniform, 7, 12), draw(randomUniform, 11, 7)];
    for (const other of others) {
      const same = other.filter((value, i) => value === first[i]).length;
      expect(same).toBeLessThan(COUNT / 100);
    }
  });
});

describe('randomNormal', () => {
  test('is normal with mean 0 and variance 1', () => {
    const values = draw(randomNormal, 1, 2);
    const { mean, variance } = moments(values);
    expect(Math.abs(mean)).toBeLessThan(5 / Math.sqrt(COUNT));
    expect(Math.abs(variance - 1)).toBeLessThan(5 * Math.sqrt(2 / COUNT));
    const within = values.filter((x) => Math.abs(x) < 1).length / COUNT;
    expect(Math.abs(within - 0.6827)).toBeLessThan(0.017);
  });
});
