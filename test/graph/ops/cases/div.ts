import { div } from '../../../../src/graph/ops/div';
import { floats } from '../../../support/graph/compiled';
import { type OpCase, spread } from '../../../support/graph/op-case';

export const divCases: readonly OpCase[] = [
  {
    title: 'broadcasts on both sides',
    covers: 'div.div',
    inputs: [spread([3, 1], 1), spread([2, 1, 4], 2, 0.8, 2)],
    build: ([a, b]) => div(a, b),
    eager: (tf, [a, b]) => tf.div(a, b),
  },
  {
    title: 'divides two vectors',
    covers: 'div.div',
    inputs: [floats([3], [1, -3, 0]), floats([3], [4, 2, 5])],
    build: ([a, b]) => div(a, b),
    expected: [0.25, -1.5, 0],
  },
];
