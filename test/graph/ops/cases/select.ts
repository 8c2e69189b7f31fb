import { select } from '../../../../src/graph/ops/select';
import { booleans, floats } from '../../../support/graph/compiled';
import type { OpCase } from '../../../support/graph/op-case';

export const selectCases: readonly OpCase[] = [
  {
    title: 'selects by a boolean vector',
    covers: 'select.select',
    inputs: [booleans([3], [1, 0, 1]), floats([3], [1, 2, 3]), floats([3], [-1, -2, -3])],
    build: ([condition, a, b]) => select(condition, a, b),
    eager: (tf, [condition, a, b]) => tf.where(condition, a, b),
    expected: [1, -2, 3],
  },
];
