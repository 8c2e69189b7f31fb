import { l2Loss } from '../../../../src/graph/ops/l2-loss';
import { floats } from '../../../support/graph/compiled';
import type { OpCase } from '../../../support/graph/op-case';

export const l2LossCases: readonly OpCase[] = [
  {
    title: 'returns half the sum of squares',
    covers: 'l2-loss.l2Loss',
    inputs: [floats([2, 2], [1, 2, 3, -4])],
    build: ([x]) => l2Loss(x),
    eager: (tf, [x]) => tf.mul(tf.sum(tf.square(x)), 0.5),
    expected: [15],
  },
];
