import { computeChannelStatistics } from '../../../src/data/images/channel-statistics';
import type { ImageDataset } from '../../../src/data/images/dataset';

const dataset: ImageDataset = {
  name: 'x',
  height: 1,
  width: 2,
  channels: 3,
  classNames: ['a', 'b'],
  train: {
    // Image 1 is held out.
    pixels: Uint8Array.of(0, 10, 200, 255, 10, 202, 99, 99, 99, 99, 99, 99, 0, 10, 204, 255, 10, 206),
    labels: Int32Array.of(0, 1, 0),
  },
  test: { pixels: new Uint8Array(6), labels: new Int32Array(1) },
};

test('computeChannelStatistics computes mean and standard deviation of the given images', () => {
  const { mean, std } = computeChannelStatistics(dataset, Int32Array.of(0, 2));
  expect(mean[0]).toBeCloseTo(0.5, 12);
  expect(std[0]).toBeCloseTo(0.5, 12);
  expect(mean[2]).toBeCloseTo(203 / 255, 12);
  // Of 200, 202, 204, 206: (9 + 1 + 1 + 9) / 4 = 5.
  expect(std[2]).toBeCloseTo(Math.sqrt(5) / 255, 12);
});

test('computeChannelStatistics returns the standard deviation 1 for a constant channel', () => {
  const { mean, std } = computeChannelStatistics(dataset, Int32Array.of(0, 2));
  expect(mean[1]).toBeCloseTo(10 / 255, 12);
  expect(std[1]).toBe(1);
  expect(computeChannelStatistics(dataset, Int32Array.of(1)).std).toEqual([1, 1, 1]);
});
