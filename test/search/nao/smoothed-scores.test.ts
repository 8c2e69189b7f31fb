import { createRandomStream } from '../../../src/random';
import { smoothScores } from '../../../src/search/nao/smoothed-scores';
import { createSpace } from '../../../src/space/registry';
import { kendallTau } from '../../../src/statistics/rank-correlation';

const space = createSpace('nasbench201', { nodes: 1 });
const random = createRandomStream(1, 'cells');
const cells = Array.from({ length: 120 }, () => space.sample(random));
const truth = cells.map((cell) => cell.filter((op) => op === 3).length);
const noisy = truth.map((value) => value + 3 * (random() - 0.5));
const maximize = { name: 'accuracy', direction: 'maximize' } as const;

test('smoothed scores are closer to the truth than noisy ones, whichever direction is better', () => {
  const tau = (values: readonly number[]): number => kendallTau(values, truth).value ?? NaN;
  const smoothed = smoothScores(space, cells, noisy, maximize);
  expect(tau(smoothed)).toBeGreaterThan(tau(noisy) + 0.05);
  const losses = noisy.map((value) => -value);
  const fromLosses = smoothScores(space, cells, losses, { name: 'loss', direction: 'minimize' });
  fromLosses.forEach((value, i) => expect(value).toBeCloseTo(smoothed[i], 9));
});

test('cells without a score are predicted, and no scores at all are none', () => {
  const some = noisy.map((value, i) => (i < 20 ? NaN : value));
  const smoothed = smoothScores(space, cells, some, maximize);
  expect(smoothed.every(Number.isFinite)).toBe(true);
  expect(kendallTau(smoothed.slice(0, 20), truth.slice(0, 20)).value).toBeGreaterThan(0.4);
  expect(smoothScores(space, cells.slice(0, 2), [NaN, NaN], maximize)).toEqual([NaN, NaN]);
});
