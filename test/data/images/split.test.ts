import type { ImageDataset } from '../../../src/data/images/dataset';
import { splitDataset } from '../../../src/data/images/split';
import { InputError } from '../../../src/errors';

const images = 200;
const dataset: ImageDataset = {
  name: 'x',
  height: 1,
  width: 1,
  channels: 1,
  classNames: ['a', 'b'],
  train: {
    pixels: new Uint8Array(images),
    labels: Int32Array.from({ length: images }, (_, i) => (i < 100 ? 0 : 1)),
  },
  test: { pixels: new Uint8Array(1), labels: new Int32Array(1) },
};

test('splitDataset puts every image into exactly one part', () => {
  const { train, valid } = splitDataset(dataset, 50, 0, 7);
  expect([train.length, valid.length]).toEqual([150, 50]);
  expect([...train, ...valid].sort((a, b) => a - b)).toEqual(Array.from({ length: images }, (_, i) => i));
});

test('splitDataset depends on the seed, and trainImages does not change the held-out images', () => {
  expect(splitDataset(dataset, 50, 0, 7)).toEqual(splitDataset(dataset, 50, 0, 7));
  expect(splitDataset(dataset, 50, 0, 7).valid).not.toEqual(splitDataset(dataset, 50, 0, 8).valid);
  const fewer = splitDataset(dataset, 50, 30, 7);
  expect(fewer.valid).toEqual(splitDataset(dataset, 50, 0, 7).valid);
  expect(fewer.train).toEqual(splitDataset(dataset, 50, 0, 7).train.subarray(0, 30));
});

test('splitDataset shuffles held-out images of all classes', () => {
  const classes = new Set(
    [...splitDataset(dataset, 50, 0, 7).valid.subarray(0, 20)].map((i) => dataset.train.labels[i]),
  );
  expect(classes.size).toBe(2);
});

test('splitDataset draws held-out images uniformly', () => {
  const counts = new Float64Array(images);
  const draws = 400;
  for (let seed = 0; seed < draws; seed++)
    for (const i of splitDataset(dataset, 50, 0, seed).valid) counts[i]++;
  // Binomial(400, 1/4): mean 100, standard deviation 8.7; chi-square of 200 cells within 5 standard deviations of its mean.
  const chiSquare = counts.reduce((sum, count) => sum + (count - 100) ** 2 / 75, 0);
  expect(Math.abs(chiSquare - images)).toBeLessThan(5 * Math.sqrt(2 * images));
});

test('splitDataset rejects too few images, naming the setting', () => {
  expect(() => splitDataset(dataset, 200, 0, 7)).toThrow(InputError);
  expect(() => splitDataset(dataset, 200, 0, 7)).toThrow(
    /data\.validImages is 200, but x has 200 training images: hold out at most 199/,
  );
  expect(() => splitDataset(dataset, 150, 51, 7)).toThrow(/data\.trainImages is 51.*at most 50/);
  expect(splitDataset(dataset, 199, 0, 7).train).toHaveLength(1);
});
