import { concat, split } from '../../../../src/graph/ops/concat-split';
import { mul } from '../../../../src/graph/ops/mul';
import { square } from '../../../../src/graph/ops/unary';
import { floats } from '../../../support/graph/compiled';
import { type OpCase, spread } from '../../../support/graph/op-case';

export const concatSplitCases: readonly OpCase[] = [
  {
    title: 'joins three matrices along the last axis',
    covers: 'concat-split.concat',
    inputs: [floats([2, 1], [1, 2]), floats([2, 2], [3, 4, 5, 6]), floats([2, 1], [7, 8])],
    build: (parts) => concat(parts, 1),
    eager: (tf, parts) => tf.concat(parts, 1),
    expected: [1, 3, 4, 7, 2, 5, 6, 8],
  },
  {
    title: 'splits into pieces that are all used',
    covers: 'concat-split.split',
    inputs: [floats([2, 4], [1, 2, 3, 4, 5, 6, 7, 8])],
    build: ([x]) => {
      const [a, b] = split(x, [1, 3], 1);
      return mul(a, b);
    },
    eager: (tf, [x]) => {
      const [a, b] = tf.split(x, [1, 3], 1);
      return tf.mul(a, b);
    },
    expected: [2, 3, 4, 30, 35, 40],
  },
  {
    title: 'splits into pieces of which one is used',
    covers: 'concat-split.split',
    inputs: [spread([6, 2], 1)],
    build: ([x]) => square(split(x, [1, 2, 3], 0)[1]),
    eager: (tf, [x]) => tf.square(tf.split(x, [1, 2, 3], 0)[1]),
  },
];
