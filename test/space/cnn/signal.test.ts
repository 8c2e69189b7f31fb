import { createRandomStream } from '../../../src/random';
import { toCnnCells } from '../../../src/space/cnn/cells';
import { measureSignal } from '../../../src/space/cnn/signal';
import { createCnnSpace } from '../../../src/space/cnn/space';
import { averageWindow, convolve, maximizeWindow, type Signal } from '../../../src/space/signal';

const [SEP3, SEP5, AVG3, MAX3, IDENTITY] = [0, 1, 2, 3, 4];
const STEM: Signal = { variance: 1, images: 0.5, pixels: 0.8 };

/** Returns the signal of a cell whose only node adds an operation of each input. */
function measureOneNode(first: number, second: number): number[] {
  const cell = [0, first, 1, second];
  return measureSignal(toCnnCells([...cell, ...cell]));
}

test('measureSignal adds the variances of the branches of a node', () => {
  const projected = convolve(STEM);
  const [logMean, logLeast, images, pixels] = measureOneNode(IDENTITY, IDENTITY);
  expect(logMean).toBeCloseTo(Math.log(2 + 0.01), 10);
  expect(logLeast).toBe(logMean); // there is one loose end
  expect(images).toBeCloseTo(projected.images, 10);
  expect(pixels).toBeCloseTo(projected.pixels, 10);
});

test('measureSignal passes two convolutions per separable one, and pools', () => {
  const projected = convolve(STEM);
  const separable = convolve(convolve(projected));
  for (const op of [SEP3, SEP5]) expect(measureOneNode(op, op)[2]).toBeCloseTo(separable.images, 10);
  const average = averageWindow(projected, 3);
  const maximum = maximizeWindow(projected, 3);
  const [logMean, , images] = measureOneNode(AVG3, MAX3);
  expect(logMean).toBeCloseTo(Math.log(average.variance + maximum.variance + 0.01), 10);
  const covariance = average.images + maximum.images;
  expect(images).toBeCloseTo(covariance / (average.variance + maximum.variance), 10);
});

test('an identity that halves the size passes a convolution', () => {
  const identities = measureOneNode(IDENTITY, IDENTITY);
  // The second cell reads the stem and the first cell, whose signals have variance one behind the projection.
  const reduced = [STEM, { variance: 1, images: identities[2], pixels: identities[3] }].map((signal) =>
    convolve(convolve(signal)),
  );
  expect(identities[4]).toBeCloseTo(Math.log(2 + 0.01), 10);
  expect(identities[6]).toBeCloseTo((reduced[0].images + reduced[1].images) / 2, 10);
});

test.each([2, 3])(
  'the maximum over %i x %i independent pixels has the variance of the order statistic',
  (side) => {
    const pixels = side * side;
    const STEP = 0.001;
    let [below, mean, square] = [0, 0, 0];
    for (let x = -8; x <= 8; x += STEP) {
      const density = Math.exp(-(x ** 2) / 2) / Math.sqrt(2 * Math.PI);
      const largest = pixels * density * (below + (density * STEP) / 2) ** (pixels - 1) * STEP;
      below += density * STEP;
      mean += x * largest;
      square += x * x * largest;
    }
    const { variance, images } = maximizeWindow({ variance: 3, images: 1.5, pixels: 0 }, side);
    expect(variance / 3).toBeCloseTo(square - mean ** 2, 3);
    expect(images / variance).toBeCloseTo(0.5, 10);
  },
);

test('the maximum over equal pixels is their value', () => {
  expect(maximizeWindow({ variance: 2, images: 1, pixels: 2 }, 3)).toEqual({
    variance: 2,
    images: 1,
    pixels: 2,
  });
});

test('measureSignal is finite for random cells of any size', () => {
  const random = createRandomStream(1, 'signal');
  for (const nodes of [1, 5, 12]) {
    const space = createCnnSpace(nodes);
    for (let i = 0; i < 50; i++) {
      const signal = measureSignal(toCnnCells(space.sample(random)));
      expect(signal).toHaveLength(20);
      expect(signal.every(Number.isFinite)).toBe(true);
    }
  }
});
