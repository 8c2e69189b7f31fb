import { maximum, minimum } from '../../../../src/graph/ops/min-max';
import { floats } from '../../../support/graph/compiled';
import type { OpCase } from '../../../support/graph/op-case';

export const minMaxCases: readonly OpCase[] = [
  {
    title: 'returns the larger elements',
    covers: 'min-max.maximum',
    inputs: [floats([2, 2], [1, 5, -3, 2]), floats([2], [2, 4])],
    build: ([a, b]) => maximum(a, b),
    // tfjs cannot compute the gradient of the broadcast operand.
    eager: (tf, [a, b]) => tf.maximum(a, tf.tile(tf.reshape(b, [1, 2]), [2, 1])),
    expected: [2, 5, 2, 4],
  },
  {
    title: 'returns the smaller elements',
    covers: 'min-max.minimum',
    inputs: [floats([2, 2], [1, 5, -3, 2]), floats([2], [2, 4])],
    build: ([a, b]) => minimum(a, b),
    // tfjs cannot compute the gradient of the broadcast operand.
    eager: (tf, [a, b]) => tf.minimum(a, tf.tile(tf.reshape(b, [1, 2]), [2, 1])),
    expected: [1, 4, -3, 2],
  },
];
