import { computeNasBench201Cost } from '../../../src/space/nasbench201/counts';
import { createNasBench201Space } from '../../../src/space/nasbench201/space';

/** The benchmark's network for CIFAR-10. */
const SIZE = { cellsPerStack: 5, channels: 16, height: 32, width: 32, imageChannels: 3, classes: 10 };

test.each([
  // The benchmark's figures in millions of parameters: 0.073306 and 1.531546.
  ['0 0 0 0 0 0', 73_306],
  ['1 4 1 4 1 4', 73_306],
  ['3 3 3 3 3 3', 1_531_546],
])('the network of cell %s has %d parameters', (cell, expected) => {
  const space = createNasBench201Space();
  expect(space.countParameters?.(space.parse(cell), SIZE)).toBe(expected);
});

test('a convolution on a dead edge counts, as in the benchmark', () => {
  // Per cell of c channels a 1x1 convolution has c * c + 2 c parameters; 16, 32 and 64 channels.
  const convolution = 16 * 18 + 32 * 34 + 64 * 66;
  expect(computeNasBench201Cost(SIZE, [2, 0, 0, 0, 0, 0]).parameters).toBe(73_306 + 5 * convolution);
});

test('the sizes of images, classes and stem change the network around the cells', () => {
  // By hand, 2 channels and no cells: stem 18 + 4, blocks 2 to 4 (72 + 8 + 144 + 8 + 8) and 4 to 8 (288 + 16 + 576 + 16 + 32),
  // batch norm 16, classifier 8 * 3 + 3.
  const size = { ...SIZE, cellsPerStack: 1, channels: 2, imageChannels: 1, classes: 3 };
  expect(computeNasBench201Cost(size, [0, 0, 0, 0, 0, 0]).parameters).toBe(18 + 4 + 240 + 928 + 16 + 27);
});

test.each([
  // The benchmark's figures in millions.
  ['0 0 0 0 0 0', 7.78],
  ['3 3 3 3 3 3', 220.12],
])('the network of cell %s has %d million multiply-adds', (cell, published) => {
  const space = createNasBench201Space();
  const cost = space.referenceNetwork?.computeCost(space.parse(cell));
  expect((cost?.multiplyAdds ?? NaN) / 1e6).toBeCloseTo(published, 2);
});
