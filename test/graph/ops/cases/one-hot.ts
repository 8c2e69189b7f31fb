import { oneHot } from '../../../../src/graph/ops/one-hot';
import { integers } from '../../../support/graph/compiled';
import type { OpCase } from '../../../support/graph/op-case';

export const oneHotCases: readonly OpCase[] = [
  {
    title: 'encodes class numbers as rows',
    covers: 'one-hot.oneHot',
    inputs: [integers([2], [2, 0])],
    build: ([x]) => oneHot(x, 3),
    expected: [0, 0, 1, 1, 0, 0],
  },
  {
    title: 'encodes smoothed labels',
    covers: 'one-hot.oneHot',
    inputs: [integers([1], [1])],
    build: ([x]) => oneHot(x, 3, 0.75, 0.125),
    expected: [0.125, 0.75, 0.125],
  },
];
