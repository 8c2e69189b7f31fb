import fc from 'fast-check';
import { Graph } from '../../src/graph/graph';
import { randomUniform } from '../../src/graph/ops';
import type { Session } from '../../src/graph/session';
import { augment, type Augmentation, normalizePixels } from '../../src/layers/augmentation';
import { createRandomStream, randomInteger } from '../../src/random';
import { compute, withSession } from '../support/graph/compiled';

const BATCH = 6;
const HEIGHT = 7;
const WIDTH = 9;
const CHANNELS = 2;
const LENGTH = BATCH * HEIGHT * WIDTH * CHANNELS;

/** Distinct non-zero numbers, so that each output pixel identifies its source. */
const IMAGES = Float32Array.from({ length: LENGTH }, (_, i) => i + 1);

/** Builds a graph with the signatures `augment`, and `uniform` for the random numbers of a seed. */
function buildAugmentationGraph(settings: Augmentation): Graph {
  const graph = new Graph();
  const x = graph.placeholder('x', [BATCH, HEIGHT, WIDTH, CHANNELS], 'float32');
  const seed = graph.placeholder('seed', [2], 'int32', 'cpu');
  graph.signature('augment', { x, seed }, { y: augment(x, settings, seed) });
  graph.signature('uniform', { seed }, { numbers: randomUniform([BATCH, 5], seed) });
  return graph;
}

function run(session: Session, seed: number) {
  const feed = Int32Array.of(seed, 1);
  const { y } = session.run('augment', { x: IMAGES, seed: feed });
  const { numbers } = session.run('uniform', { seed: feed });
  return { y: y as Float32Array, numbers: numbers as Float32Array };
}

/** Augments in a loop over pixels, from the five random numbers of each image. */
function expected(settings: Augmentation, numbers: Float32Array): Float32Array {
  const { cropPaddingPixels: padding, horizontalFlip: flip, cutoutPixels: side } = settings;
  const at = (image: number, row: number, column: number, channel: number): number => {
    if (row < 0 || row >= HEIGHT || column < 0 || column >= WIDTH) return 0;
    return IMAGES[((image * HEIGHT + row) * WIDTH + column) * CHANNELS + channel];
  };
  const y: number[] = [];
  for (let image = 0; image < BATCH; image++) {
    const [down, right, mirror, holeRow, holeColumn] = numbers.slice(5 * image, 5 * image + 5);
    const whole = (uniform: number, count: number) => Math.floor(Math.fround(uniform * count));
    const shiftDown = padding > 0 ? whole(down, 2 * padding + 1) - padding : 0;
    const shiftRight = padding > 0 ? whole(right, 2 * padding + 1) - padding : 0;
    const top = whole(holeRow, HEIGHT) - Math.floor(side / 2);
    const left = whole(holeColumn, WIDTH) - Math.floor(side / 2);
    for (let row = 0; row < HEIGHT; row++) {
      for (let column = 0; column < WIDTH; column++) {
        const hidden = row >= top && row < top + side && column >= left && column < left + side;
        const from = flip && mirror >= 0.5 ? WIDTH - 1 - column : column;
        for (let channel = 0; channel < CHANNELS; channel++) {
          y.push(hidden ? 0 : at(image, row + shiftDown, from + shiftRight, channel));
        }
      }
    }
  }
  return Float32Array.from(y);
}

describe.each<[string, Augmentation]>([
  ['a crop', { cropPaddingPixels: 2, horizontalFlip: false, cutoutPixels: 0 }],
  [
    'a crop that may leave little of the image',
    { cropPaddingPixels: 8, horizontalFlip: false, cutoutPixels: 0 },
  ],
  ['a mirror', { cropPaddingPixels: 0, horizontalFlip: true, cutoutPixels: 0 }],
  ['a cutout of odd side', { cropPaddingPixels: 0, horizontalFlip: false, cutoutPixels: 3 }],
  ['a cutout of even side', { cropPaddingPixels: 0, horizontalFlip: false, cutoutPixels: 4 }],
  ['all of them', { cropPaddingPixels: 3, horizontalFlip: true, cutoutPixels: 5 }],
])('augment with %s', (_, settings) => {
  test('equals a loop over pixels with the same random numbers', () => {
    withSession(buildAugmentationGraph(settings), (session) => {
      fc.assert(
        fc.property(fc.integer({ min: 0, max: 2 ** 31 - 1 }), (seed) => {
          const { y, numbers } = run(session, seed);
          expect(y).toEqual(expected(settings, numbers));
        }),
        { numRuns: 40, seed: 1 },
      );
    });
  });

  test('contains only zeros and pixels of the same image, each at most once', () => {
    withSession(buildAugmentationGraph(settings), (session) => {
      const { y } = run(session, 11);
      const size = LENGTH / BATCH;
      for (let image = 0; image < BATCH; image++) {
        const shown = y.slice(image * size, (image + 1) * size).filter((value) => value !== 0);
        expect(shown.every((value) => value > image * size && value <= (image + 1) * size)).toBe(true);
        expect(new Set(shown).size).toBe(shown.length);
      }
    });
  });
});

test('augment covers all shifts and mirrors half of the images', () => {
  const settings = { cropPaddingPixels: 1, horizontalFlip: true, cutoutPixels: 0 };
  withSession(buildAugmentationGraph(settings), (session) => {
    const middles = new Map<string, number>();
    for (let seed = 0; seed < 200; seed++) {
      const { y } = run(session, seed);
      // Two neighboring pixels in the middle identify the shift and the mirroring.
      const [a, b] = [3, 4].map((column) => y[(3 * WIDTH + column) * CHANNELS]);
      const key = `${a} ${b}`;
      middles.set(key, (middles.get(key) ?? 0) + 1);
    }
    expect(middles.size).toBe(3 * 3 * 2);
    // 200 draws of 18 cases: about 11 each.
    expect(Math.max(...middles.values())).toBeLessThan(30);
  });
});

test('augment returns images unchanged, without adding a node, if everything is off', () => {
  const graph = new Graph();
  const x = graph.placeholder('x', [1, 2, 2, 1], 'float32');
  expect(
    augment(x, { cropPaddingPixels: 0, horizontalFlip: false, cutoutPixels: 0 }, graph.integers([0, 0])),
  ).toBe(x);
});

test('normalizePixels normalizes each channel of 8-bit pixels', () => {
  const random = createRandomStream(1, 'pixels');
  const values = Array.from({ length: 2 * 3 * 2 * 3 }, () => randomInteger(random, 256));
  values.splice(0, 2, 0, 255);
  const statistics = { mean: [0.1, 0.5, 0.9], std: [0.25, 1, 0.05] };
  const { y } = compute([{ shape: [2, 3, 2, 3], dtype: 'float32', values }], ([x]) => ({
    y: normalizePixels(x, statistics),
  }));
  y.forEach((value, i) => {
    expect(value).toBeCloseTo((values[i] / 255 - statistics.mean[i % 3]) / statistics.std[i % 3], 4);
  });
});
