import { pad, slice } from '../../../../src/graph/ops/pad-slice';
import { floats } from '../../../support/graph/compiled';
import type { OpCase } from '../../../support/graph/op-case';

export const padSliceCases: readonly OpCase[] = [
  {
    title: 'adds zeros around a matrix',
    covers: 'pad-slice.pad',
    inputs: [floats([1, 2], [1, 2])],
    build: ([x]) =>
      pad(x, [
        [1, 0],
        [0, 2],
      ]),
    eager: (tf, [x]) =>
      tf.pad(x, [
        [1, 0],
        [0, 2],
      ]),
    expected: [0, 0, 0, 0, 1, 2, 0, 0],
  },
  {
    title: 'returns a part of a matrix',
    covers: 'pad-slice.slice',
    inputs: [floats([3, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9])],
    build: ([x]) => slice(x, [1, 0], [2, 2]),
    eager: (tf, [x]) => tf.slice(x, [1, 0], [2, 2]),
    expected: [4, 5, 7, 8],
  },
];
