import { mul } from '../../../../src/graph/ops/mul';
import { stack, unstack } from '../../../../src/graph/ops/stack-unstack';
import { floats } from '../../../support/graph/compiled';
import type { OpCase } from '../../../support/graph/op-case';

export const stackUnstackCases: readonly OpCase[] = [
  {
    title: 'stacks along a new first axis',
    covers: 'stack-unstack.stack',
    inputs: [floats([2], [1, 2]), floats([2], [3, 4])],
    build: (slices) => stack(slices),
    eager: (tf, slices) => tf.stack(slices),
    expected: [1, 2, 3, 4],
  },
  {
    title: 'stacks along a new last axis',
    covers: 'stack-unstack.stack',
    inputs: [floats([2], [1, 2]), floats([2], [3, 4])],
    build: (slices) => stack(slices, 1),
    eager: (tf, slices) => tf.stack(slices, 1),
    expected: [1, 3, 2, 4],
  },
  {
    title: 'unstacks along the last axis',
    covers: 'stack-unstack.unstack',
    inputs: [floats([2, 2], [1, 2, 3, 4])],
    build: ([x]) => {
      const [first, second] = unstack(x, 1);
      return mul(first, second);
    },
    eager: (tf, [x]) => {
      const [first, second] = tf.unstack(x, 1);
      return tf.mul(first, second);
    },
    expected: [2, 12],
  },
  {
    title: 'unstacks into slices of which one is unused',
    covers: 'stack-unstack.unstack',
    inputs: [floats([3, 2], [1, 2, 3, 4, 5, 6])],
    build: ([x]) => {
      const [first, , last] = unstack(x);
      return mul(first, last);
    },
    eager: (tf, [x]) => {
      const [first, , last] = tf.unstack(x);
      return tf.mul(first, last);
    },
    expected: [5, 12],
  },
];
