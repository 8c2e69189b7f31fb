import fc from 'fast-check';
import { createRandomStream } from '../../../src/random';
import { measureSignal } from '../../../src/space/nasbench201/signal';
import { createNasBench201Space } from '../../../src/space/nasbench201/space';

const space = createNasBench201Space();
const [NONE, SKIP, CONV1, CONV3, POOL] = [0, 1, 2, 3, 4];

/** The correlation of max(0, x) and max(0, y) for standard normal x and y of the given correlation, by numerical integration. */
function integrateRectified(correlation: number): number {
  const STEP = 0.05;
  const rest = Math.sqrt(1 - correlation ** 2);
  let [product, mean, square] = [0, 0, 0];
  for (let u = -8; u <= 8; u += STEP) {
    for (let v = -8; v <= 8; v += STEP) {
      const density = (Math.exp(-(u * u + v * v) / 2) / (2 * Math.PI)) * STEP * STEP;
      const [x, y] = [Math.max(0, u), Math.max(0, correlation * u + rest * v)];
      product += x * y * density;
      mean += x * density;
      square += x * x * density;
    }
  }
  return (product - mean * mean) / (square - mean * mean);
}

test('measureSignal passes a convolution as ReLU with random weights', () => {
  const [logVariance, images, pixels] = measureSignal([NONE, NONE, NONE, CONV1, NONE, NONE]);
  expect(logVariance).toBeCloseTo(Math.log(1 + 0.01), 10);
  expect(images).toBeCloseTo(integrateRectified(0.5), 2);
  expect(pixels).toBe(images);
});

test('measureSignal adds the variances of paths', () => {
  // The skip keeps variance 1 and covariance 0.5; the convolution adds variance 1.
  const conv = measureSignal([NONE, NONE, NONE, CONV3, NONE, NONE]);
  const both = measureSignal([SKIP, NONE, NONE, CONV3, SKIP, NONE]);
  expect(both[0]).toBeCloseTo(Math.log(2 + 0.01), 10);
  expect(both[1]).toBeCloseTo((0.5 + conv[1]) / 2, 10);
  // Each of five such cells keeps the variance of its input and adds 1: 1 + 5.
  expect(both[3]).toBeCloseTo(Math.log(6 + 0.01), 10);
});

test('measureSignal averages windows of correlated pixels', () => {
  // The mean over the 81 pairs of pixels in a window, of correlation 0.5 per step.
  let sum = 0;
  let shifted = 0;
  for (let pixel = 0; pixel < 81; pixel++) {
    const [x, y, otherX, otherY] = [27, 9, 3, 1].map((unit) => Math.floor(pixel / unit) % 3);
    sum += 0.5 ** (Math.abs(x - otherX) + Math.abs(y - otherY));
    shifted += 0.5 ** (Math.abs(x - otherX - 1) + Math.abs(y - otherY));
  }
  const [logVariance, images, pixels] = measureSignal([NONE, NONE, NONE, POOL, NONE, NONE]);
  expect(logVariance).toBeCloseTo(Math.log(sum / 81 + 0.01), 10);
  expect(images).toBeCloseTo(0.5, 10);
  expect(pixels).toBeCloseTo(shifted / sum, 10);
});

test('measureSignal is finite, equal for symmetric cells and for cells that differ in dead edges', () => {
  const random = createRandomStream(1, 'signal');
  for (let i = 0; i < 300; i++) {
    const cell = space.sample(random);
    const signal = measureSignal(cell);
    expect(signal).toHaveLength(9);
    expect(signal.every(Number.isFinite)).toBe(true);
    for (const symmetric of space.symmetries(cell)) expect(measureSignal(symmetric)).toEqual(signal);
    expect(measureSignal(space.prune?.(cell) ?? cell)).toEqual(signal);
  }
});

test('measureSignal is that of no signal for a cell without a path', () => {
  expect(measureSignal([CONV3, CONV3, POOL, NONE, NONE, NONE])).toEqual(
    [1, 2, 3].flatMap(() => [Math.log(0.01), 0, 0]),
  );
});

test('skips in a row are the identity', () => {
  const op = fc.constantFrom(CONV1, CONV3, POOL, SKIP);
  fc.assert(
    fc.property(op, (each) => {
      expect(measureSignal([SKIP, NONE, SKIP, NONE, NONE, each])).toEqual(
        measureSignal([NONE, NONE, NONE, each, NONE, NONE]),
      );
    }),
  );
});
