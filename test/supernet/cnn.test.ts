import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createRandomStream } from '../../src/random';
import { createCnnSpace } from '../../src/space/cnn/space';
import { CnnSupernet } from '../../supernet/cnn';
import type { CnnSupernetSpec } from '../../supernet/cnn/graph';
import { createBatch, pixelsFor, TINY, withSupernet } from '../support/supernet/cnn';

/** A spec with everything random in training turned on. */
const SPEC: CnnSupernetSpec = {
  ...TINY,
  space: { name: 'cnn', nodes: 3 },
  images: 14,
  momentum: 0.9,
  nesterov: true,
  weightDecay: 1e-4,
  clipNorm: 5,
  dropPathKeep: 0.8,
  dropoutKeep: 0.9,
  auxiliaryHead: true,
  labelSmoothing: 0.1,
  augmentation: { cropPaddingPixels: 2, horizontalFlip: true, cutoutPixels: 3 },
};
const CALM: CnnSupernetSpec = { ...TINY, space: { name: 'cnn', nodes: 3 }, images: 14, momentum: 0.9 };
const space = createCnnSpace(3);
const random = createRandomStream(5, 'architectures');
const architectures = Array.from({ length: 21 }, () => space.sample(random));
const [first, second] = architectures;

describe('training a CNN supernet', () => {
  let supernet: CnnSupernet;
  beforeAll(() => {
    supernet = new CnnSupernet(CALM, pixelsFor(CALM), 1);
  });
  afterAll(() => supernet.dispose());

  test('overfits one batch with one architecture', () => {
    const before = supernet.train(first, createBatch(0, 1, 2, 3), 0.05, 1, 0);
    expect(before.loss).toBeGreaterThan(0.5);
    let last = before;
    for (let step = 1; step < 40; step++)
      last = supernet.train(first, createBatch(0, 1, 2, 3), 0.05, 1, step);
    expect(last.loss).toBeLessThan(0.05);
    expect(last.accuracy).toBe(1);
  });

  test('overfits one batch with two architectures in turn', () => {
    const losses = [Infinity, Infinity];
    for (let step = 0; step < 80; step++) {
      const turn = step % 2;
      losses[turn] = supernet.train([first, second][turn], createBatch(4, 5, 6, 7), 0.05, 1, step).loss;
    }
    expect(Math.max(...losses)).toBeLessThan(0.1);
  });
});

describe('evaluation', () => {
  const valid = createBatch(3, 5, 7, 9, 11, 13);
  let supernet: CnnSupernet;
  beforeAll(() => {
    supernet = new CnnSupernet(SPEC, pixelsFor(SPEC), 3);
  });
  afterAll(() => supernet.dispose());

  test('gives the same digits before and after any other evaluation', () => {
    supernet.train(first, createBatch(0, 1, 2, 3), 0.01, 1, 0);
    const score = supernet.evaluate(first, valid);
    expect(supernet.evaluate(first, valid)).toEqual(score);
    const others = architectures.slice(1).map((each) => supernet.evaluate(each, valid).loss);
    expect(new Set(others).size).toBeGreaterThan(15);
    expect(supernet.evaluate(first, valid)).toEqual(score);
  });

  test('counts each image once, without padding', () => {
    const fresh = new CnnSupernet(SPEC, pixelsFor(SPEC), 3);
    const score = fresh.evaluate(first, valid);
    const single = fresh.evaluate(first, createBatch(8));
    fresh.dispose();
    // The same seed gives the same parameters.
    withSupernet(SPEC, (opened) => {
      const whole = opened.evaluate(first, undefined, Int32Array.of(3, 5, 7, 9));
      const rest = opened.evaluate(first, Float32Array.of(1, 1, 0, 0), Int32Array.of(11, 13, 3, 5));
      expect(score.loss).toBe((whole.loss + rest.loss) / 6);
      expect(score.accuracy).toBe((whole.right + rest.right) / 6);
      const one = opened.evaluate(first, Float32Array.of(1, 0, 0, 0), Int32Array.of(8, 8, 8, 8));
      expect(single).toEqual({ loss: one.loss, accuracy: one.right });
    });
  });

  test('is deterministic, without drop-path and dropout', () => {
    const calm = new CnnSupernet({ ...SPEC, dropPathKeep: 1, dropoutKeep: 1 }, pixelsFor(SPEC), 3);
    const wanted = calm.evaluate(second, valid);
    const noisy = new CnnSupernet(SPEC, pixelsFor(SPEC), 3);
    expect(noisy.evaluate(second, valid)).toEqual(wanted);
    calm.dispose();
    noisy.dispose();
  });
});

describe('randomness of training', () => {
  test('is determined by seed and step', () => {
    const losses = (
      [
        [1, 0],
        [1, 0],
        [1, 1],
        [2, 0],
      ] as const
    ).map(([seed, step]) => {
      supernet.restore(prefix);
      return supernet.train(first, createBatch(0, 1, 2, 3), 0.01, seed, step).loss;
    });
    expect(losses[1]).toBe(losses[0]);
    expect(new Set(losses).size).toBe(3);
  });

  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nao-supernet-'));
  const prefix = path.join(folder, 'weights');
  let supernet: CnnSupernet;
  beforeAll(() => {
    supernet = new CnnSupernet(SPEC, pixelsFor(SPEC), 3);
    supernet.save(prefix);
  });
  afterAll(() => {
    supernet.dispose();
    fs.rmSync(folder, { recursive: true });
  });
});

describe('a checkpoint of a CNN supernet', () => {
  test.each([
    ['another supernet', SPEC],
    ['one that recomputes products', { ...SPEC, recompute: true }],
  ])('lets %s continue training, bit for bit', (_, otherSpec) => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nao-supernet-'));
    const prefix = path.join(folder, 'weights');
    const three = (supernet: CnnSupernet, from: number) =>
      [from, from + 1, from + 2].map((step) =>
        supernet.train(architectures[step], createBatch(step, step + 1, step + 2, step + 3), 0.05, 1, step),
      );
    const one = new CnnSupernet(SPEC, pixelsFor(SPEC), 3);
    three(one, 0);
    one.save(prefix);
    const wanted = three(one, 3);
    const score = one.evaluate(first, createBatch(3, 5, 7, 9));
    one.dispose();
    // Initialized with a different seed, of which nothing may remain.
    const other = new CnnSupernet(otherSpec, pixelsFor(SPEC), 4);
    three(other, 5);
    other.restore(prefix);
    expect(three(other, 3)).toEqual(wanted);
    expect(other.evaluate(first, createBatch(3, 5, 7, 9))).toEqual(score);
    other.dispose();
    fs.rmSync(folder, { recursive: true });
  });
});
