import { createLearningRate } from '../../../src/evaluators/supernet/learning-rate';
import { createSpace } from '../../../src/space/registry';
import type { Architecture } from '../../../src/space/space';

const space = createSpace('nasbench201', { nodes: 1 });
const SETTINGS = { learningRate: 0.5, learningRateEnd: 0.1, learningRateDecay: 'size' } as const;

/** From 1 to e^2: the exponent of a cell is linear in its number of 3x3 convolutions on the first two edges. */
function countParameters(architecture: Architecture): number {
  return Math.exp(architecture.slice(0, 2).filter((op) => op === 3).length);
}

const [SMALL, MIDDLE, LARGE] = [
  [0, 0, 0, 0, 0, 0],
  [3, 0, 0, 0, 0, 0],
  [3, 3, 0, 0, 0, 0],
];

test('decays by size with exponents of 4 for the smallest and 1/4 for the largest network', () => {
  const rate = createLearningRate(SETTINGS, space, 1, countParameters);
  for (const [architecture, exponent] of [
    [SMALL, 4],
    [MIDDLE, 2.125],
    [LARGE, 0.25],
  ] as const) {
    expect(rate(0, architecture)).toBeCloseTo(0.5, 12);
    expect(rate(0.75, architecture)).toBeCloseTo(0.1 + 0.4 * 0.25 ** exponent, 12);
    expect(rate(1, architecture)).toBeCloseTo(0.1, 12);
  }
});

test('treats all networks of a space of one size alike', () => {
  const rate = createLearningRate(SETTINGS, space, 1, () => 5);
  expect(rate(0.5, SMALL)).toBe(rate(0.5, LARGE));
});

test('decays along a cosine for all sizes', () => {
  const rate = createLearningRate({ ...SETTINGS, learningRateDecay: 'cosine' }, space, 1, countParameters);
  for (const architecture of [SMALL, LARGE]) {
    [0.5, 0.3, 0.1].forEach((wanted, i) => expect(rate(i / 2, architecture)).toBeCloseTo(wanted, 12));
  }
});
